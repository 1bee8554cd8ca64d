"""Every measurement, one table after the other: `make bench`."""

from bench import checks
from bench import print as printing

if __name__ == "__main__":
    printing.main()
    checks.main()
