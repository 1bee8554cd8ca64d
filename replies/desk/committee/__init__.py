"""专门委员会: which fields each follows, the question to a unit and its answer."""
