"""Queries written once, with their rows as objects: `rows`; what stands beside rows: `beside`; roles: `roles`."""
