"""核实账号: a one-time password opens the desk only once somebody else says that its owner has it."""
