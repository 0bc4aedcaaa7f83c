"""What it means: tables in, numbers out; no clock, no files, no screen."""
