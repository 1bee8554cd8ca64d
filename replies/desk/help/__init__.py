"""The handbook in the program: its chapters, the one of each page, the keys."""
