"""The heads of other installations that are kept here: what there is of each, and how they go back to it as files."""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Count, Max

from proposals.heads.manifest import write_whole
from proposals.models.journal.witness import WitnessedHead, WitnessedInstallation

NOT_IN_A_NAME = re.compile(r"[^0-9A-Za-z.-]+")


@dataclass(frozen=True)
class Witnessed:
    """One installation, how many heads of it are here, and the last of them."""

    row: WitnessedInstallation
    count: int
    last: WitnessedHead | None


def list_witnessed() -> list[Witnessed]:
    """Each installation whose heads are kept here, those of which no more are taken in too."""
    rows = list(WitnessedInstallation.objects.annotate(count=Count("heads"), newest=Max("heads__pk")))
    last = WitnessedHead.objects.defer("text", "receipt").in_bulk([one.newest for one in rows if one.newest])
    return [Witnessed(one, one.count, last.get(one.newest)) for one in rows]


def export_witnessed(folder: Path) -> dict[str, int]:
    """Write every head that is kept here, with its receipt, into a folder for each installation; returns how many of
    each. Nothing that is there is written over. Raises OSError."""
    found: dict[str, int] = {}
    for head in WitnessedHead.objects.select_related("witnessed").order_by("pk").iterator(chunk_size=500):
        name = head.witnessed.name
        into = folder / NOT_IN_A_NAME.sub("-", name.partition("://")[2]).strip(".-")
        into.mkdir(parents=True, exist_ok=True)
        kept = {"text": head.text, "signature": head.signature, "receipt": json.loads(head.receipt)}
        path, content = (
            into / f"见证-{head.pk}-{head.number}.json",
            json.dumps(kept, ensure_ascii=False, indent=1) + "\n",
        )
        if not path.exists():
            write_whole(path, content)
        elif path.read_text(encoding="utf-8") != content:
            raise FileExistsError(f"{path.name}已经有了，内容不同")
        found[name] = found.get(name, 0) + 1
    return found
