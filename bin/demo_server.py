"""gunicorn's settings for `make run`: one start brings the data up to date, serves, and says where."""

import os
import socket
import subprocess
import sys
import warnings

# Static files are served from where they lie; nothing is collected for the demo.
warnings.filterwarnings("ignore", "No directory at")

port = int(os.environ["PORT"])
bind = f"127.0.0.1:{port}"
workers = 2
threads = 4
preload_app = True
loglevel = "warning"
control_socket_disable = True

with socket.socket() as probe:
    if probe.connect_ex(("127.0.0.1", port)) == 0:
        sys.exit(f"端口 {port} 已被占用。请换一个端口，例如：PORT={port + 1} make run")


def on_starting(server):
    from django.core.management import call_command
    from django.db import connections

    from proposals.apps import check_history

    for fault in check_history(databases=["default"]):
        sys.exit(f"\n{fault.msg}")
    call_command("migrate", verbosity=0)
    call_command("load_calendar", verbosity=0)
    call_command("load_demo", verbosity=1)
    connections.close_all()  # no connection may be shared with the workers


def when_ready(server):
    from django.core.management import call_command
    from django.db import connections

    call_command("demo_card")
    connections.close_all()
    # In a session of its own: Ctrl+C is the server's, which then ends the worker.
    command = [sys.executable, "bin/demo_worker.py"]
    server.background = subprocess.Popen(command, start_new_session=True)  # noqa: S603
    print(f"\n办理台已启动：http://127.0.0.1:{port}（按 Ctrl+C 结束）", flush=True)


def on_exit(server):
    if hasattr(server, "background"):
        server.background.terminate()
    print("\n办理台已停止，数据已保存。", flush=True)
