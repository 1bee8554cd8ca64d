import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CONFTEST = """
from tests.ground import workers

def pytest_addhooks(pluginmanager):
    pluginmanager.add_hookspecs(workers.Hooks)

def pytest_configure(config):
    config.pluginmanager.register(workers.Workers(config, 2))

def pytest_worker_gave(output):
    if output:
        print(f"\\n{output}")
"""
TESTS = """
import os, sys, warnings
import pytest

@pytest.mark.parametrize("number", range(30))
def test_goes_well(number):
    assert os.getppid() == int(os.environ['STARTER'])

def test_fails():
    print("what it said")
    assert [1] == [2]

def test_dies(request):
    request.config.workeroutput["never"] = "told"
    os._exit(3)

@pytest.fixture(scope="module")
def whole(request):
    yield
    request.config.workeroutput["put away"] = True

def test_is_put_away(whole):
    warnings.warn("beware")
"""


def test_every_test_runs_once_and_one_that_ends_its_worker_has_failed(tmp_path):
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_some.py").write_text(TESTS, encoding="utf-8")
    begin = "import os, sys, pytest; os.environ['STARTER'] = str(os.getpid()); sys.exit(pytest.main(sys.argv[1:]))"
    command = [
        sys.executable,
        "-c",
        begin,
        "-p",
        "no:django",
        "-p",
        "no:cacheprovider",
        "-c",
        os.devnull,
        "-s",
        "-rf",
        ".",
    ]
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=env, check=False)  # noqa: S603
    lines = done.stdout.splitlines()
    assert sorted(line for line in lines if line.startswith("FAILED")) == [
        "FAILED test_some.py::test_dies - the worker that ran this ended (3)",
        "FAILED test_some.py::test_fails - assert [1] == [2]",
    ]
    assert "2 failed, 31 passed, 1 warning" in lines[-1]
    assert [line for line in lines if line.startswith("{")] == ["{'put away': True}"]
    assert done.returncode == 1
