"""部件: every component of the desk with its states, for who writes a page."""
