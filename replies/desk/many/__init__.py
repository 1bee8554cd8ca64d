"""Many cases at once: chosen in a list, one act for all, each case with its own outcome."""
