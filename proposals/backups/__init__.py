"""备份: one file that holds everything (make, pack, seal), brought back (restore), tried each week (drill).

state.py is what others ask: how old the last good backup and the last good drill are.
"""


class BackupError(Exception):
    """A sentence for people: what is wrong, and what to do."""
