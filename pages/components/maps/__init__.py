"""The map page: what is drawn, in which classes, and what it says."""
