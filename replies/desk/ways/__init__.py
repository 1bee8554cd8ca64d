"""Ctrl+K: to a case, a page, an action of the present case."""
