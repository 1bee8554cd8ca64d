"""What people are told: 提醒 and how each wants them, 督办, and what colleagues tell each other of a case."""
