"""What the page of visits consists of: its reads, its charts and its panels, one file a part."""
