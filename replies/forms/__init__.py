"""The forms of the reply's pages, a module a kind of page."""
