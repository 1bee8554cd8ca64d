"""Who asks, behind a proxy."""

import ipaddress

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address that our own proxy wrote last into X-Forwarded-For; the visitor may have written the rest."""
    written = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    try:
        return str(ipaddress.ip_address(written))
    except ValueError:
        return str(request.META.get("REMOTE_ADDR", ""))
