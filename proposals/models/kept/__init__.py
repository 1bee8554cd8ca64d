"""Queries written once, with their rows as objects: `rows`; what stands beside rows: `beside`, and where that is not
all of it `narrowed`; roles: `roles`."""
