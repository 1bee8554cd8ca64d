"""单位: the tree, names and aliases, the look of letters, robots."""
