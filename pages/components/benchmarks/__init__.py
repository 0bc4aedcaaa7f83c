"""What the page of benchmark villages is made of: its reads, pictures and panels."""
