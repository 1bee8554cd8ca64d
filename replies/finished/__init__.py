"""补录: what was handled and closed in earlier years, entered afterwards, with the replies as they are known."""
