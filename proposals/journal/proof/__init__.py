"""What verify_audit says, it proves: chains, rows, what changed and by what, files, triggers."""
