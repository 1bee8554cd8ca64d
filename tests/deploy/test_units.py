"""deploy/*.service and *.timer: as systemd reads them, and what a program that was taken over could reach."""

import re
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
UNITS = sorted(path.name for path in DEPLOY.glob("*.service"))


def test_every_unit_is_here_and_what_the_clock_starts_has_a_timer():
    assert UNITS == [
        "banli-backup.service",
        "banli-drill.service",
        "banli-housekeeping.service",
        "banli-outside.service",
        "banli-proof.service",
        "banli-worker.service",
        "banli.service",
    ]
    once = [name for name in UNITS if "Type=oneshot" in (DEPLOY / name).read_text(encoding="utf-8")]
    assert [name.replace(".service", ".timer") for name in once] == sorted(
        path.name for path in DEPLOY.glob("*.timer")
    )


@pytest.mark.skipif(sys.platform != "linux", reason="systemd is Linux's")
@pytest.mark.parametrize("unit", UNITS)
def test_a_unit_is_exposed_little(unit):
    """`systemd-analyze security`: 10 is a program that may do everything."""
    program = shutil.which("systemd-analyze")
    assert program, "没有找到 systemd-analyze，请先运行 bin/setup test。"
    command = [program, "security", "--offline=true", "--no-pager", "--threshold=30", str(DEPLOY / unit)]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603
    if "unrecognized option" in done.stderr:
        pytest.skip("systemd of before version 250")
    (exposure,) = re.findall(r"exposure level for \S+: ([\d.]+)", done.stdout)
    assert float(exposure) <= 3.0, done.stdout
    assert done.returncode == 0
