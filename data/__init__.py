"""What happened: everything that touches disk, network, clock or environment."""
