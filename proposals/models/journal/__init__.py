"""总账: one sequence over everything that is on record, and the marks of what still has to be entered."""
