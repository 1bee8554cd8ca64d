"""The deputies' lasting way in: the keys that a deputy's devices hold, and the codes asked for to get one."""

from replies.models.mine.code import EntryCode
from replies.models.mine.key import DeviceKey

__all__ = ["DeviceKey", "EntryCode"]
