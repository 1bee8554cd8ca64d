"""运行和留痕: whether the server is well, before somebody is kept from work by it."""
