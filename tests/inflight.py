"""How many requests the live server is answering: a page that is closed may leave one under way, and what it
writes after the database was put back would stay."""

import threading

_change = threading.Condition()
_count = 0


class Count:
    """The outermost middleware of the tests."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        global _count
        with _change:
            _count += 1
        try:
            return self.get_response(request)
        finally:
            with _change:
                _count -= 1
                _change.notify_all()


def settle(seconds=20):
    """Wait until nothing is being answered."""
    with _change:
        _change.wait_for(lambda: _count == 0, seconds)
