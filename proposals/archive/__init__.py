"""归档: a year is closed, and opened again for a reason."""
