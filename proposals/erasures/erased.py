"""Opening a stored file that may have been erased: said so, with the reason, and never an error."""

from typing import Any

from django.core.files.base import File
from django.db.models import Model

from proposals.cases.access import Refused
from proposals.formats.chinese import cn_date
from proposals.journal.kinds import FILE
from proposals.models import Tombstone


class Erased(Refused):
    """The file went by law; the sentence says when and why."""

    http_status = 410


def open_stored(row: Model, column: str) -> File[Any]:
    """The file of this column, open. Raises Erased where it was erased, FileNotFoundError where it is lost."""
    stored: Any = getattr(row, column)
    try:
        stored.open("rb")
    except FileNotFoundError:
        if why := say_erased(row, column):
            raise Erased(why) from None
        raise
    opened: File[Any] = stored
    return opened


def say_erased(row: Model, column: str) -> str:
    """When the file of this column was erased, and why; "" where it was not."""
    facts = {"table": row._meta.db_table, "row": str(row.pk), "part": f"{FILE}{column}"}
    stone = Tombstone.objects.filter(**facts).select_related("erasure").last()
    if stone is None:
        return ""
    law = stone.erasure.get_law_display()
    return f"这份文件{cn_date(stone.at)}已清除，打不开了。依据：{law}；原因：{stone.erasure.reason}。"
