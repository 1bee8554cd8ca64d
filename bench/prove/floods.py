"""Guesses and floods (bench.floods): how many tries of a day are heard at each door and the chance that one is right;
what so many requests of one address are answered, and the rows and files that they leave."""

from bench.prove.table import Table

REQUESTS, CHANCE_MOST, ROWS_MOST = 2_000, 0.02, 800


def prove(size: int) -> Table:
    """A row a door and a row a flood."""
    from bench.floods import FLOODS, flood, guess_table
    from bench.search import throw_away_database

    table = Table("door", "tries heard a day, or requests", "chance, or answers", "rows left", "files left")
    count = REQUESTS * size // 10
    with throw_away_database():
        for name, heard, space in guess_table():
            chance = min(1.0, heard / space)
            wrong = [f"{name}: one guess in {1 / chance:.0f} days is right"] if chance > CHANCE_MOST else []
            table.add(name, f"{heard:,}", f"{chance:.0e}", "", "", wrong=wrong)
        for name, ask in FLOODS.items():
            answers, rows, files = flood(ask, count)
            said = " ".join(f"{number}×{status}" for status, number in sorted(answers.items()))
            wrong = [f"{name}: {said}"] if max(answers) >= 500 else []
            if rows > ROWS_MOST or files:
                wrong.append(f"{name}: {rows} rows and {files} files are left")
            table.add(name, f"{count:,}", said, rows, files, wrong=wrong)
    return table
