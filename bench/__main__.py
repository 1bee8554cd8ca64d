"""Every measurement, one table after the other: `make bench`."""

import subprocess
import sys

from bench import checks, preview, search
from bench import print as printing

if __name__ == "__main__":
    printing.main()
    preview.main()
    checks.main()
    search.main()
    # in a process of its own, for it has a database of its own
    subprocess.run([sys.executable, "-m", "bench.printroom", *sys.argv[1:]], check=True)  # noqa: S603
