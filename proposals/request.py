"""The request of a person who has signed in."""

from django.http import HttpRequest

from proposals.models import User


class StaffRequest(HttpRequest):
    """What a view behind `login_required` is given: its user has an account."""

    user: User
