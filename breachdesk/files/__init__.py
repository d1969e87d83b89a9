"""Files that people write, read into domain values; every problem with file, line and nearest valid name."""
