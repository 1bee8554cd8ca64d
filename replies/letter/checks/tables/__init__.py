"""Rules on tables: sums, widths, numbers of captions, tables pasted as text."""
