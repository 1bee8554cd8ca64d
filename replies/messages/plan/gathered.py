"""One message for many: what was handed over at once of one deputy's is told in one message, each case in a row of
its own beside it, which is told with that one."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from proposals.models import Deputy
from replies.messages.plan.facts import Facts, deputy_facts
from replies.messages.words.current import CurrentWords
from replies.messages.words.kinds import NUMBER, UNIT
from replies.models import Message
from replies.models.messages.message import MessageKind

State, Way = Message.State, Message.Way
ALONE = 1  # one case is told by a message of its own
NAMED = 8  # suggestions named in a text; the others are counted


def gather_given(made: Iterable[Message], words: CurrentWords) -> None:
    """Of these new messages those of 交办 of one deputy become one; what a person tells is told case by case, by the
    unit that has it. Needs the transaction in which they were made."""
    if not words.is_on:
        return
    several: dict[tuple[int, str], list[Message]] = defaultdict(list)
    for one in made:
        if one.kind == MessageKind.GIVEN and one.state == State.WAITING and one.way != Way.STAFF:
            several[one.deputy_id, one.way].append(one)
    for (_, way), rows in several.items():
        if len(rows) > ALONE:
            facts = many_facts(rows[0].deputy, rows)
            at, key = rows[0].made_at, f"many:{rows[0].pk}"
            whole = {"facts": facts, "words": words.say(facts, way), "made_at": at, "next_at": rows[0].next_at}
            one = Message.objects.create(
                kind=MessageKind.GIVEN_MANY, key=key, deputy=rows[0].deputy, way=way, **whole
            )
            Message.objects.filter(pk__in=[row.pk for row in rows]).update(gathered_in=one)


def many_facts(deputy: Deputy, rows: Sequence[Message]) -> Facts:
    """The values of the blanks: how many suggestions, which, and whose each is."""
    units: dict[str, list[str]] = {}  # a suggestion of several units is one
    for row in rows:
        units.setdefault(row.facts[NUMBER].removesuffix(_kind(row)), []).append(row.facts[UNIT])
    named = [f"{number}（{'、'.join(whose)}）" for number, whose in [*units.items()][:NAMED]]
    more = "等" if len(units) > NAMED else ""
    kind = _kind(rows[0])
    return deputy_facts(deputy) | {"件数": str(len(units)), "种类": kind, "清单": f"{'、'.join(named)}{more}"}


def _kind(row: Message) -> str:
    return str(row.case.suggestion.kind) if row.case else ""


def settle_gathered(whole: Message) -> None:
    """What became of the message became of what it says: told, when and to which address."""
    facts = {"state": State.SENT, "told_at": whole.told_at, "address": whole.address, "words": whole.words}
    Message.objects.filter(gathered_in=whole.pk, state=State.WAITING).update(**facts)


def set_apart(whole: Iterable[int], **facts: object) -> int:
    """The cases of these messages go on each by itself: what did not leave is told by the unit of each, what is told
    another way too. Returns how many."""
    pks = list(whole)
    rows = Message.objects.filter(gathered_in__in=pks, state=State.WAITING)
    changed = rows.update(gathered_in=None, **facts)
    Message.objects.filter(pk__in=pks).exclude(state=State.SENT).update(state=State.DROPPED, last_error=APART)
    return changed


APART = "改为一件一件告知"
