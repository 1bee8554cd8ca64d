"""Other ways in than the own password: the office's sign-in (OIDC), and a gateway that has read a UKey."""
