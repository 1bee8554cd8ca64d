"""Every measurement, one table after the other: `make bench`."""

from bench import checks, preview, search
from bench import print as printing

if __name__ == "__main__":
    printing.main()
    preview.main()
    checks.main()
    search.main()
