"""Who may do what, as it was asked for and decided, and the record of what administrators did."""
