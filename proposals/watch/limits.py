"""From when on something has to be seen to, and from when on it is failing.

An age has two limits: at the first it is said, while there is still time; at the second it is late.
"""

import datetime as dt
from dataclasses import dataclass

HOUR, DAY = dt.timedelta(hours=1), dt.timedelta(days=1)
GIGABYTE = 1_000_000_000
LITTLE_ROOM, NO_ROOM = 0.10, 0.03  # of the disk that is left


@dataclass(frozen=True)
class Ages:
    """What comes by itself is expected again after some time: `soon` is one missed, `late` is two."""

    soon: dt.timedelta
    late: dt.timedelta


BACKUP = Ages(26 * HOUR, 50 * HOUR)  # each night
DRILL = Ages(8 * DAY, 15 * DAY)  # each week
HEADS = Ages(26 * HOUR, 50 * HOUR)  # each night
BEHIND_AT_MOST = 7 * DAY  # an address that heads do not reach
PROOF = Ages(26 * HOUR, 50 * HOUR)  # each night
HOUSEKEEPING = Ages(dt.timedelta(minutes=40), 2 * HOUR)  # each quarter of an hour
WAITS_AT_MOST = dt.timedelta(minutes=5)  # what the worker has to do
MARKS_AT_MOST = 1_000  # rows that wait for the journal
AGAIN = 7 * DAY  # what is not mended is told once more
STAYS_WELL = dt.timedelta(minutes=30)  # before it is said to be well again
EACH = dt.timedelta(minutes=30)  # how often the worker looks
