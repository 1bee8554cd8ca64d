"""Signed sheets that come back as pictures: whose they are, how they lie, what is ticked in their rows."""
