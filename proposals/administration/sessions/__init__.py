"""届次: the meetings at which suggestions are made."""
