"""Every measurement, one table after the other: `make bench`."""

import subprocess
import sys

from bench import checks, intake, preview, search, sheets
from bench import print as printing

if __name__ == "__main__":
    printing.main()
    preview.main()
    checks.main()
    search.main()
    intake.main()
    sheets.main()
    # each in its own process, because it has its own database
    for name in ("bench.printroom", "bench.desk"):
        subprocess.run([sys.executable, "-m", name, *sys.argv[1:]], check=True)  # noqa: S603
    subprocess.run([sys.executable, "-m", "bench.bounds", "--quick"], check=True)
