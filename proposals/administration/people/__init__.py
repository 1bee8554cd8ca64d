"""人员: who has an account, how the person is reached, in which unit and section; one-time passwords."""
