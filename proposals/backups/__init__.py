"""备份: one file that holds everything (make, pack, seal), brought back (restore), tried each week (drill).

state.py is what others ask: how old the last good backup and the last good drill are.
"""

from typing import ClassVar


class BackupError(Exception):
    """A sentence for people: what is wrong, and what to do."""

    full: ClassVar[str] = "磁盘空间不够，备份没有做成；原有的备份没有动过。"
