"""The database as a file and back again: sqlite, postgresql; what stands in its tables, to be compared (tables)."""
