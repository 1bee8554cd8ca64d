"""`python -m bench.prove` proves everything, `python -m bench.prove NAME --size N` one thing (10: whole, 1: a tenth);
on PostgreSQL behind bin/with-postgres. Ends with 1 where anything was not as it should be."""

import argparse
import importlib
import os
import pkgutil
import subprocess
import sys
import time

from bench import prove

NOT_PROOFS = {"__main__", "record", "table"}


def main() -> None:
    names = sorted({module.name for module in pkgutil.iter_modules(prove.__path__)} - NOT_PROOFS)
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", choices=[*names, []], metavar="NAME")
    parser.add_argument("--size", type=int, default=10)
    asked = parser.parse_args()
    if len(asked.names) == 1:
        sys.exit(prove_one(asked.names[0], asked.size))
    failed = [
        name
        for name in asked.names or names  # each in its own process, because it has its own database
        if subprocess.run([sys.executable, "-m", "bench.prove", name, f"--size={asked.size}"], check=False).returncode  # noqa: S603
    ]
    sys.exit(f"not as it should be: {', '.join(failed)}" if failed else 0)


def prove_one(name: str, size: int) -> int:
    """1 where anything in the table is wrong."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.settings"  # a folder of its own for files, no mail that leaves
    import django

    django.setup()
    from django.db import connection
    from django.test.utils import setup_test_environment

    setup_test_environment()
    module, began = importlib.import_module(f"bench.prove.{name}"), time.monotonic()
    sys.stdout.write(f"\n{name} · {connection.vendor} · {' '.join((module.__doc__ or '').split())}\n")
    table = module.prove(size)
    table.write()
    sys.stdout.write(f"{len(table.rows)} rows, {len(table.wrong)} wrong, {time.monotonic() - began:.0f} s\n")
    return int(bool(table.wrong))


if __name__ == "__main__":
    main()
