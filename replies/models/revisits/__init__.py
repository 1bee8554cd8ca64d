"""回访: a working body asks the deputies itself."""
