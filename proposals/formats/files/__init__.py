"""Files from outside by their kind: what they are, what of them is taken; asked by a child (proposals/bounded)."""
