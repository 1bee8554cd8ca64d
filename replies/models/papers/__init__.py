"""What goes out on paper: forms frozen and issued, letters of the unit, what was printed of them when."""
