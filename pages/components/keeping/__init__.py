"""What has been loaded, what changed with it, and how is it taken back or mended?"""
