"""代表: who they are, how they are reached, two records made one, a mandate that ends."""
