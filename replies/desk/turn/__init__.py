"""Whose turn it is on a case, who is missing for it, what is to be done in words, and on which page."""
