"""gunicorn in production, behind nginx on the same machine."""

import os

bind = "127.0.0.1:8001"
workers = int(os.environ.get("WEB_WORKERS", 2 * (os.cpu_count() or 1) + 1))
preload_app = True  # the printing libraries are read once and shared by the workers
max_requests = 2000
max_requests_jitter = 200
timeout = 180  # to register a list of 2,000 suggestions takes half a minute of computing, on a busy machine more
# No access log here: nginx writes one without addresses. Were it turned on, config/logs.py would still hide the
# deputies' links.
accesslog = None
control_socket_disable = True
