"""Django's SQLite with connections that are kept from one request to the next."""
