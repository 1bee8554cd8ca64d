"""The worker of background tasks next to `make run`: started again when it dies, ended when its parent is gone. It
keeps the house as well (`manage.py housekeeping`), which an installation does by a timer: messages leave, people are
reminded, the demo lives.

bin/demo_server.py starts this file; it starts itself once more as the worker proper (`--work`). Each of the two looks
for its parent once a second, so that nothing stays behind whatever is killed.
"""

import io
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EVERY = 60  # seconds between one housekeeping and the next
PATIENCE = 5  # seconds for the task that is running; what is cut short is taken up at the next start


def work() -> None:
    from django.core.management import execute_from_command_line

    threading.Thread(target=end_with, args=[os.getppid()], daemon=True).start()
    threading.Thread(target=keep_house, daemon=True).start()
    # the server has checked the installation
    how = ["--skip-checks", "--interval=1", "--no-startup-delay", "--verbosity=0"]
    execute_from_command_line(["manage.py", "db_worker", *how])


def keep_house() -> None:
    from django.core.management import call_command
    from django.db import connections

    while True:
        time.sleep(EVERY)
        try:
            call_command("housekeeping", verbosity=0, stdout=io.StringIO())
        except Exception:  # the next one may do what this could not
            logging.getLogger(__name__).exception("housekeeping")
        finally:
            connections.close_all()


def end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)


def keep_working() -> None:
    parent, asked_to_end = os.getppid(), threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: asked_to_end.set())
    while not asked_to_end.is_set() and os.getppid() == parent:
        worker = subprocess.Popen([sys.executable, __file__, "--work"], cwd=ROOT)  # noqa: S603
        while worker.poll() is None and not asked_to_end.wait(1) and os.getppid() == parent:
            pass
        if worker.poll() is None:
            worker.terminate()
            try:
                worker.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                worker.kill()
        asked_to_end.wait(1)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    work() if "--work" in sys.argv else keep_working()
