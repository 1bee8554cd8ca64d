"""A year of cases by a seeded dice, written as rows; what the dice said of each is kept with them."""

import datetime as dt
import random
import uuid
from dataclasses import dataclass, field

from django.utils import timezone

from proposals.models import Case, Event, Extension, Part, Role, Session, Sponsorship, Suggestion, Unit
from proposals.models.states import ASSIGNED, FINAL, TAKEN
from replies.models import Contact, Draft, Feedback, Invitation, Promise, Reply, Wish
from tests import factories as f

TODAY = dt.date(2026, 11, 24)
SUGGESTIONS = 100
CLASSES = ("已采纳", "正在研究", "留作参考", "已解决", "正在解决", "暂难解决")
DISCLOSURES = ("主动公开·全文", "主动公开·摘要", "依申请公开·全文", "依申请公开·摘要", "不公开")
FOUR, THREE = ("满意", "基本满意", "理解", "不满意"), ("满意", "基本满意", "不满意")
OPEN_STATES = ("awaiting_receipt", "return_requested", "received", "in_progress", "checking", "signing")
ANSWERED = ("seeking_feedback", "under_study", "to_report", "closed", "closed", "closed", "closed")


@dataclass
class Told:
    """What the dice said of one case. `rounds`: (occasion, class, disclosure, delivered); `marks` in the order in
    which they were given: (deputy, round, result, plan, attitude, by)."""

    unit: str
    part: str
    status: str
    kind: str
    category: str
    handed: dt.date
    due: dt.date
    deputies: list[str]
    meeting: int = 5
    pk: int = 0
    unit_pk: int = 0
    rounds: list = field(default_factory=list)
    marks: list = field(default_factory=list)
    contacts: list = field(default_factory=list)  # (deputy, way, corrected)
    promises: list = field(default_factory=list)  # (due, kept, carried)
    opinion: bool = False
    asked_return: bool = False
    extended: bool = False


def make_year() -> list[Told]:
    dice = random.Random(20261124)  # noqa: S311 - a dice, and no secret
    told: list[Told] = []
    for number in range(SUGGESTIONS):
        told += _suggestion(dice, number)
    _write(told, dice)
    return told


def _suggestion(dice: random.Random, number: int) -> list[Told]:
    """One suggestion with its units: 独办, 主办 with 会办, or 分别办理."""
    kind = dice.choices(("建议", "提案"), (4, 1))[0]
    facts = {
        "kind": kind,
        "category": dice.choice(("民政", "住房", "交通", "")),
        "handed": dt.date(2025, 11, 3) + dt.timedelta(days=dice.randrange(380)),
        "deputies": dice.sample(f.NAMES, dice.randint(1, 4)),
        "meeting": dice.choice((4, 5)) if kind == "建议" else 5,
    }
    parts = dice.choices(((Part.SOLE,), (Part.MAIN, Part.HELP), (Part.EACH, Part.EACH)), (5, 3, 1))[0]
    units = dice.sample(("区民政局", "区房管局", "区教育局", "区建交委"), len(parts))
    return [_case(dice, unit, part, facts) for unit, part in zip(units, parts, strict=True)]


def _case(dice: random.Random, unit: str, part: str, facts: dict) -> Told:
    handed = facts["handed"]
    one = Told(unit=unit, part=part, status="", due=handed + dt.timedelta(days=dice.choice((90, 92, 180))), **facts)
    one.asked_return, one.extended = dice.random() < 0.1, dice.random() < 0.1
    if dice.random() < 0.08:
        one.status = dice.choice(("returned", "withdrawn"))
        if one.status == "withdrawn" and part == Part.HELP:
            one.opinion = True  # while the unit was asked a second time
        elif one.status == "withdrawn":
            _answer(dice, one)  # after some of the deputies had their answer
    elif part == Part.HELP:
        one.opinion = dice.random() < 0.6
        one.status = "closed" if one.opinion else dice.choice(OPEN_STATES)
    elif dice.random() < 0.7:
        one.status = dice.choice(ANSWERED)
        _answer(dice, one)
    else:
        one.status = dice.choice(OPEN_STATES)
    return one


def _answer(dice: random.Random, one: Told) -> None:
    """One to three rounds, the last of them now and then not yet with everybody."""
    day = one.handed + dt.timedelta(days=dice.randint(20, 110))
    for number in range(dice.choices((1, 2, 3), (6, 3, 1))[0]):
        occasion = "first" if number == 0 else dice.choice(("again", "follow_up"))
        reached = day if dice.random() < 0.9 else None
        one.rounds.append((occasion, dice.choice(CLASSES), dice.choice(DISCLOSURES), reached))
        day += dt.timedelta(days=dice.randint(5, 40))
    one.rounds = one.rounds[: next((n for n, row in enumerate(one.rounds) if row[3] is None), len(one.rounds)) + 1]
    for deputy in one.deputies:
        for number in range(1, len(one.rounds) + 1):
            if dice.random() < 0.75:
                by = dice.choice(("link", "link", "paper", "dictated"))
                marks = [dice.choice(FOUR), dice.choice(FOUR), dice.choice(THREE)]
                if by == "paper" and dice.random() < 0.2:
                    marks[dice.randrange(3)] = ""
                one.marks.append((deputy, number, *marks, by))
        for way in dice.sample(("走访", "座谈", "电话", "不需走访"), dice.randint(0, 2)):
            one.contacts.append((deputy, way, dice.random() < 0.15))
    for _ in range(dice.randint(0, 3)):
        kept = TODAY - dt.timedelta(days=dice.randint(0, 50)) if dice.random() < 0.4 else None
        carried = kept is None and len(one.rounds) > 1 and dice.random() < 0.3
        one.promises.append((TODAY + dt.timedelta(days=dice.randint(-60, 60)), kept, carried))


# ---- the rows --------------------------------------------------------------------------------------------


def _write(told: list[Told], dice: random.Random) -> None:
    w = f.world()
    sessions = {
        ("建议", 5): f.session(),
        ("提案", 5): f.session("政协"),
        ("建议", 4): Session.objects.create(body="人大", place="宝山区", term=9, meeting=4),
    }
    deputies = {
        (kind, name): f.deputy(name, {"建议": "代表", "提案": "委员"}[kind])
        for kind in ("建议", "提案")
        for name in f.NAMES
    }
    suggestions: dict[int, Suggestion] = {}
    for number, one in enumerate(told):
        if id(one.deputies) not in suggestions:
            made = Suggestion(
                session=sessions[one.kind, one.meeting],
                kind=one.kind,
                number=f"{number:03d}",
                title="关于助餐的建议",
                category=one.category,
            )
            suggestions[id(one.deputies)] = made
    Suggestion.objects.bulk_create(suggestions.values())
    Sponsorship.objects.bulk_create(
        Sponsorship(suggestion=suggestions[key], deputy=deputies[suggestions[key].kind, name], position=position)
        for key, names in {id(one.deputies): one.deputies for one in told}.items()
        for position, name in enumerate(names, 1)
    )
    units = {name: f.unit(name) for name in {one.unit for one in told}}
    cases = [_handling(one, suggestions[id(one.deputies)], units[one.unit], w) for one in told]
    Case.objects.bulk_create(cases)
    for one, case in zip(told, cases, strict=True):
        one.pk, one.unit_pk = case.pk, case.unit_id
    _write_events(told, cases, w)
    _write_rounds(told, cases, deputies, w)


def _handling(one: Told, suggestion: Suggestion, unit: Unit, w: f.World) -> Case:
    delivered = one.rounds[-1][3] if one.rounds else None
    return Case(
        suggestion=suggestion,
        unit=unit,
        part=one.part,
        status=one.status,
        handed_on=one.handed,
        # With a later round open the case carries that round's date, the first one's stands on the first reply.
        statutory_due=one.due if len(one.rounds) < 2 else one.due + dt.timedelta(days=60),
        received_on=one.handed if one.status in TAKEN else None,
        handler=w.handler if one.status in ASSIGNED else None,
        delivered_on=delivered,
        closed_on=TODAY if one.status in FINAL else None,
    )


def _write_events(told: list[Told], cases: list[Case], w: f.World) -> None:
    now, asked = timezone.now(), []
    for one, case in zip(told, cases, strict=True):
        if one.asked_return:
            status = {"from_status": case.status, "to_status": case.status}
            facts = {"at": now, "action": "ask_return", "label": "申请退办", "hash": "0" * 64, **status}
            asked.append(Event(case=case, sequence=1, actor=w.office, actor_name="孙莉", role=Role.OFFICE, **facts))
    Event.objects.bulk_create(asked)
    words = {"reason": "面广", "report": "正在办理", "leader": "郑国华", "opinion": "已阅", "decided_at": now}
    people = {"asked_by": w.office, "decided_by": w.district}
    Extension.objects.bulk_create(
        Extension(
            case=case, round=1, key=uuid.uuid4(), from_due=one.due - dt.timedelta(days=30), wished_on=one.due,
            outcome="agreed" if one.extended else "refused", granted_on=one.due if one.extended else None,
            **words, **people,
        )
        for one, case in zip(told, cases, strict=True)
        if one.extended or one.asked_return
    )  # fmt: skip


def _write_rounds(told: list[Told], cases: list[Case], deputies: dict, w: f.World) -> None:
    replies = []
    for one, case in zip(told, cases, strict=True):
        rounds = one.rounds or ([("first", "", "", None)] if one.opinion else [])
        for number, (occasion, *_) in enumerate(rounds, 1):
            due = one.due if number == 1 else one.due + dt.timedelta(days=60)
            ended = TODAY if number < len(rounds) or one.status == "closed" else None
            genre = "opinion" if one.opinion else "reply"
            row = {"round": number, "occasion": occasion, "genre": genre, "opened_on": one.handed, "due_on": due}
            replies.append(Reply(case=case, closed_on=ended, **row))
    Reply.objects.bulk_create(replies)
    drafts = Draft.objects.bulk_create(Draft(reply=reply, number=1, author=w.handler) for reply in replies)
    place = {(reply.case_id, reply.round): reply for reply in replies}
    for draft in drafts:
        reply = draft.reply
        reply.signed_draft, reply.handler, reply.signer, reply.signed_at = draft, w.handler, w.leader, timezone.now()
    for one in told:
        for number, (_, classification, disclosure, delivered) in enumerate(one.rounds, 1):
            reply = place[one.pk, number]
            reply.classification, reply.disclosure, reply.delivered_on = classification, disclosure, delivered
            reply.disclosure_reason = "涉及个人"
    signed = (
        "signed_draft",
        "handler",
        "signer",
        "signed_at",
        "classification",
        "disclosure",
        "disclosure_reason",
        "delivered_on",
    )
    Reply.objects.bulk_update(replies, signed)
    _write_contacts(told, place, deputies, w)
    _write_promises(told, place)
    _write_feedback(told, place, deputies, w)


def _write_contacts(told: list[Told], place: dict, deputies: dict, w: f.World) -> None:
    """A corrected contact is recorded as a visit first; the row that corrects it says 电话."""
    wrong = []
    for one in told:
        for deputy, way, corrected in one.contacts:
            who, reply = deputies[one.kind, deputy], place[one.pk, 1]
            facts = {
                "reply": reply,
                "deputy": who,
                "on": one.handed,
                "staff": "高扬",
                "summary": "听取意见。",
                "recorded_by": w.handler,
            }
            wrong.append((Contact(way=way, **facts), facts if corrected else None))
    Contact.objects.bulk_create(row for row, _ in wrong)
    Contact.objects.bulk_create(
        Contact(way="电话", corrects=row, correction_reason="方式登记错了", **facts) for row, facts in wrong if facts
    )


def _write_promises(told: list[Told], place: dict) -> None:
    Promise.objects.bulk_create(
        Promise(
            reply=place[one.pk, 1], position=position, item=f"第{position}项", promised_on=due, due_on=due,
            kept_on=kept, carried_to=place[one.pk, 2] if carried else None,
        )
        for one in told
        for position, (due, kept, carried) in enumerate(one.promises, 1)
    )  # fmt: skip


def _write_feedback(told: list[Told], place: dict, deputies: dict, w: f.World) -> None:
    scan = f.scan(place[next(iter(place))].case, w.handler)
    now, rows = timezone.now(), [(one, mark) for one in told for mark in one.marks]
    links = Invitation.objects.bulk_create(
        Invitation(
            reply=place[one.pk, mark[1]], deputy=deputies[one.kind, mark[0]], token_hash=f"{number:064d}",
            created_by=w.handler, expires_at=now + dt.timedelta(days=90),
        )
        for number, (one, mark) in enumerate(rows)
    )  # fmt: skip
    asked = [link for link, (_, mark) in zip(links, rows, strict=True) if mark[-1] == "dictated"]
    wishes = Wish.objects.bulk_create(
        Wish(reply=link.reply, deputy=link.deputy, invitation=link, kind="代填") for link in asked
    )
    wished = {wish.invitation_id: wish for wish in wishes}
    entered = {"entered_by": w.handler}
    Feedback.objects.bulk_create(
        Feedback(
            reply=link.reply, deputy=link.deputy, result=mark[2], plan=mark[3], attitude=mark[4], comment="已阅。",
            number=1, signature_name=mark[0], signed_on=TODAY, receipt=f"R{number}", channel=mark[5],
            **{
                "link": {"invitation": link, "signed_hash": "x"},
                "paper": {**entered, "scan": scan, "signed_as": "纸表"},
                "dictated": {**entered, "wish": wished.get(link.pk), "came_by": "电话", "signed_as": "口述"},
            }[mark[5]],
        )
        for number, (link, (_, mark)) in enumerate(zip(links, rows, strict=True))
    )  # fmt: skip
