"""What `pytest --cpu` tells: also the time of processes that the tests have started and that still run."""

import os
import subprocess
import sys

import pytest

from tests.measuring import cpu

BUSY = "import time; print(all(time.process_time() < 0.3 for _ in iter(int, 1)), flush=True); input()"


@pytest.mark.skipif(not cpu.PROC.is_dir(), reason="this system does not tell what other processes take")
def test_a_process_that_still_runs_is_counted_and_is_counted_once_when_it_has_ended():
    # What reads files for other tests, or a browser, may live under this process already.
    before, others = cpu.taken(with_living=True), cpu.taken_under(os.getpid())
    command = [sys.executable, "-c", BUSY]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:  # noqa: S603
        child.stdout.readline()
        living = cpu.taken_under(os.getpid()) - others
        child.communicate(b"\n")
    ended = cpu.taken(with_living=True) - before
    assert living > 0.2
    assert living <= ended < living + 0.25
