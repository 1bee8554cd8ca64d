"""The journal: what is entered, and what its proof finds."""
