"""What hostile files take of the server: `python -m bench.bounds` (tests/hostile.py makes them; some minutes).

Each is handed in through its page in a process of its own: seconds by the clock, the greatest memory of that process
beyond what it had before, and of a reader's child, the status and what the page says.
"""

import os
import resource
import sys
import time

from bench.preview import start


def main() -> None:
    start()
    from django.db import connection
    from django.test import Client
    from django.test.utils import setup_test_environment

    from tests import factories
    from tests.hostile import CHEAP, DEAR, said, send

    setup_test_environment()  # answers tell what their page was made of
    who = {"kept": "handler", "word": "handler", "list": "district", "stack": "office"}
    case, world = factories.make_case("in_progress"), factories.world()
    sys.stdout.write(f"{'file':36}{'KB':>8} {'page':6}{'s':>6}{'MB':>6}{'child':>6}  status, what is said\n")
    for name, (door, make) in (CHEAP | DEAR).items():
        content = make()
        connection.close()
        if not (pid := os.fork()):
            client = Client(headers={"host": "localhost"})
            client.force_login(getattr(world, who[door]), "django.contrib.auth.backends.ModelBackend")
            client.get("/")
            before, began = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.perf_counter()
            answer = send(client, case, door, content)
            seconds = time.perf_counter() - began
            own = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024
            from proposals.bounded import ask  # its keeper tells of its children once it has ended

            ask.end_keeper()
            child = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
            words = said(answer) if answer.status_code >= 400 else ""
            figures = f"{len(content) // 1024:8} {door:6}{seconds:6.1f}{own:6}{child:6}"
            sys.stdout.write(f"{name:36}{figures}  {answer.status_code} {words}\n")
            sys.stdout.flush()
            os._exit(0)
        os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
