"""One erasing as its page shows it."""

from dataclasses import dataclass, field

from django.apps import apps

from proposals.erasures.places import name_column, title_of
from proposals.erasures.rows import is_as_asked, model_of, read_value, spans_of
from proposals.erasures.texts import count_characters, show_around
from proposals.journal.kinds import FILE
from proposals.journal.proof.erased import CHAIN, STATE
from proposals.models import Erasure

PARTS = {CHAIN: "与前一条相连的摘要", STATE: "可以改的几栏"}


@dataclass
class ShownPlace:
    """A place that was asked for: what it is called, how much goes; the words for who sees the case anyhow."""

    title: str
    much: str
    around: list[tuple[str, str, str]] = field(default_factory=list)
    is_stale: bool = False


@dataclass(frozen=True)
class ShownStone:
    """A tombstone: what it stands for."""

    title: str
    part: str
    before: str
    after: str
    much: str


def shown_places(erasure: Erasure, *, with_words: bool) -> list[ShownPlace]:
    """The places of a request that waits; of one that is decided none: there are the tombstones."""
    shown: list[ShownPlace] = []
    for place in () if erasure.decision else erasure.places:
        title = title_of(model_of(place), place["row"], place["column"])
        if "path" in place:
            shown.append(ShownPlace(title, f"整个文件，{place['length']}字节"))
        elif not is_as_asked(place):
            shown.append(ShownPlace(title, "申请以后改过了", is_stale=True))
        else:
            value, spans = read_value(place), spans_of(place)
            much = f"{count_characters(value, spans, whole=place['whole'])}个字{'，整段' if place['whole'] else ''}"
            shown.append(ShownPlace(title, much, show_around(value, spans[:3]) if with_words else []))
    return shown


def shown_stones(erasure: Erasure) -> list[ShownStone]:
    """The tombstones, in the order in which they were made."""
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    shown = []
    for one in erasure.tombstones.order_by("pk"):
        model, is_file = models[one.table], one.part.startswith(FILE)
        columns = "、".join(name_column(model, name) for name in one.columns)
        shown.append(
            ShownStone(
                f"{model._meta.verbose_name}第{one.row}行 · {columns}",
                PARTS.get(one.part, ""),
                one.before,
                one.after,
                f"{one.length}字节" if is_file else f"{one.length}个字",
            )
        )
    return shown
