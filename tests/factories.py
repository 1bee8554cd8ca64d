"""People of every role and cases in every state; cases get there through the program's own actions."""

import datetime as dt
import hashlib
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import SimpleNamespace

from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.test import override_settings
from django.utils import timezone

from proposals.calendar import workdays
from proposals.cases import ends, workflow
from proposals.cases.oversight import supervision
from proposals.cases.oversight.plans import write_plan
from proposals.extensions.actions import ask_extension
from proposals.models import (
    Absence,
    Attachment,
    Case,
    CommitteeField,
    Deputy,
    Extension,
    Level,
    Membership,
    Part,
    Role,
    Session,
    Sponsorship,
    Status,
    Suggestion,
    Supervision,
    SupervisionPlan,
    Unit,
    UnitKind,
    User,
)
from replies.consultations.hosts import hand_in_material
from replies.contacts.actions import add_contact
from replies.drafts import findings, versions
from replies.drafts.set_phrases import salutation_line
from replies.drafts.wordings.actions import save_wording
from replies.feedback import attempts
from replies.feedback.actions import Judgement, record_dictated_feedback, record_link_feedback
from replies.feedback.delivery import record_delivery
from replies.feedback.links import Link, make_link
from replies.feedback.progress import make_wish
from replies.letter.questions import QUESTIONS
from replies.models import Feedback, Promise, Wording
from replies.promises.actions import keep_promise
from replies.review.actions import decide_review
from replies.review.release import take_back_signature
from replies.review.verdicts import Verdict
from replies.rounds.actions import assign_case, close_case, follow_up_case, reopen_case
from tests import kept

PASSWORD = "建议办理-2026"
PLACE = "上海市宝山"
numbers = itertools.count(1)


@dataclass(frozen=True)
class World:
    """Two bureaus, the offices around them, and a person for every role in each."""

    bureau: Unit
    other_bureau: Unit
    district_office: Unit
    congress_office: Unit
    cppcc_office: Unit
    office: User
    handler: User
    second_handler: User
    leader: User
    second_leader: User
    district: User
    congress: User
    cppcc: User
    admin: User
    grants: User
    auditor: User
    nobody: User
    other_office: User
    other_handler: User
    other_leader: User

    @property
    def committee(self) -> User:
        """Of a 专门委员会 that follows the usual category; made when first asked for."""
        return committee()


def unit(name: str, kind: str = UnitKind.BUREAU, **facts) -> Unit:
    facts = {"short_name": name, "phone": "021-55550100", **facts}
    return Unit.objects.get_or_create(name=PLACE + name, defaults={"kind": kind, **facts})[0]


def person(username: str, name: str, *roles: tuple[Unit, str], section: str = "", **facts) -> User:
    user = User.objects.filter(username=username).first()
    if user is None:
        user = User.objects.create_user(username, password=PASSWORD, name=name, phone="021-55550111", **facts)
        for where, role in roles:
            Membership.objects.create(user=user, unit=where, role=role, section=section)
    return user


def committee(*fields: str) -> User:
    """A member of 区人大社会建设委 that follows these categories, else the usual one."""
    where = unit("区人大社会建设委", UnitKind.COMMITTEE)
    new = not User.objects.filter(username="committee").exists()
    for category in fields or (("民政",) if new else ()):
        CommitteeField.objects.get_or_create(committee=where, category=category)
    return person("committee", "江宏", (where, Role.COMMITTEE), unit=where)


UNITS: dict[str, dict[str, str]] = {
    "区民政局": {"letter_mark": "宝民"},
    "区房管局": {"letter_mark": "宝房"},
    "区政府办公室": {"kind": UnitKind.DISTRICT},
    "区人大代表工委": {"kind": UnitKind.CONGRESS},
    "区政协提案委": {"kind": UnitKind.CPPCC},
}
# By the name that they sign in with: the name, and what they do where.
PEOPLE = {
    "office": ("孙莉", "区民政局", Role.OFFICE, "办公室"),
    "handler": ("高扬", "区民政局", Role.HANDLER, "基层政权科"),
    "handler2": ("许静", "区民政局", Role.HANDLER, "养老服务科"),
    "leader": ("郑国华", "区民政局", Role.LEADER, ""),
    "leader2": ("鲁正平", "区民政局", Role.LEADER, ""),
    "district": ("陆文", "区政府办公室", Role.DISTRICT, ""),
    "congress": ("沈岚", "区人大代表工委", Role.CONGRESS, ""),
    "cppcc": ("苏敏", "区政协提案委", Role.CONGRESS, ""),
    "admin": ("钟凯", "区政府办公室", Role.ADMIN, ""),
    "grants": ("顾荃", "区政府办公室", Role.GRANTS, ""),
    "auditor": ("申察", "区政府办公室", Role.AUDITOR, ""),
    "nobody": ("无岗人员", "", "", ""),
    "other_office": ("章晓燕", "区房管局", Role.OFFICE, "办公室"),
    "other_handler": ("贺磊", "区房管局", Role.HANDLER, "物业管理科"),
    "other_leader": ("白杰", "区房管局", Role.LEADER, ""),
}


def world() -> World:
    """The same people at every call within a test, read again each time."""
    kept.put_in_place("world", upon="nothing")
    units = {row.name.removeprefix(PLACE): row for row in Unit.objects.order_by()}
    users = {row.username: row for row in User.objects.order_by()}
    if not (units.keys() >= UNITS.keys() and users.keys() >= PEOPLE.keys()):
        settle(units, users)
    return World(
        bureau=units["区民政局"],
        other_bureau=units["区房管局"],
        district_office=units["区政府办公室"],
        congress_office=units["区人大代表工委"],
        cppcc_office=units["区政协提案委"],
        second_handler=users["handler2"],
        second_leader=users["leader2"],
        **{name: users[name] for name in PEOPLE if name not in ("handler2", "leader2")},
    )


def settle(units: dict[str, Unit], users: dict[str, User]) -> None:
    """The people of the world who are missing, in three inserts: most tests begin with it."""
    facts = {"kind": UnitKind.BUREAU, "phone": "021-55550100"}
    new = [Unit(name=PLACE + name, short_name=name, **facts | UNITS[name]) for name in UNITS if name not in units]
    units |= {row.short_name: row for row in Unit.objects.bulk_create(new)}
    facts = {"phone": "021-55550111", "password": make_password(PASSWORD)}
    come = {name: PEOPLE[name] for name in PEOPLE if name not in users}
    named = [
        User(username=key, name=name, unit=units.get(where), section=section, **facts)
        for key, (name, where, _, section) in come.items()
    ]
    users |= {row.username: row for row in User.objects.bulk_create(named)}
    Membership.objects.bulk_create(
        Membership(user=users[key], unit=units[where], role=role, section=section)
        for key, (_, where, role, section) in come.items()
        if where
    )


def lend(*rows: tuple[User, Unit, User | None], until: int | None = 5) -> list[Absence]:
    """Each of these people is away from that unit from today on, and the last named one stands in."""
    facts = {"starts": day(0), "until": None if until is None else day(until), "reason": "休假"}
    return [
        Absence.objects.create(user=user, unit=unit, stand_in=who, recorded_by=user, key=uuid.uuid4(), **facts)
        for user, unit, who in rows
    ]


def session(body: str = "人大") -> Session:
    return Session.objects.get_or_create(body=body, place="宝山区", term=9, meeting=5)[0]


def city_session() -> Session:
    return Session.objects.get_or_create(body="人大", level=Level.PROVINCE, place="上海市", term=16, meeting=3)[0]


def national_session() -> Session:
    return Session.objects.get_or_create(body="人大", level=Level.NATION, place="全国", term=14, meeting=3)[0]


def deputy(name: str, kind: str = "代表", **facts) -> Deputy:
    facts = {"delegation": "吴淞代表团", "phone": "13000000001", **facts}
    return Deputy.objects.get_or_create(name=name, kind=kind, defaults=facts)[0]


def proposing(kind: str, *names: str) -> list[Deputy]:
    """The deputies of these names, those who are not there yet in one insert."""
    known = {one.name: one for one in Deputy.objects.filter(name__in=names, kind=kind).order_by()}
    facts = {"kind": kind, "delegation": "吴淞代表团", "phone": "13000000001"}
    new = [Deputy(name=name, **facts) for name in names if name not in known]
    known |= {one.name: one for one in Deputy.objects.bulk_create(new)}
    return [known[name] for name in names]


NAMES = ("赵洪蓉", "周建伟", "李倩宇", "范明", "莫兰", "何勇", "钱慧芳", "俞成林", "王赟", "陈犇", "刘珺", "孙㛃")


def suggestion(*, deputies: int = 2, body: str = "人大", **facts) -> Suggestion:
    facts = {
        "number": f"{next(numbers) % 1000:03d}",
        "title": "关于优化社区食堂、方便老年人就餐的建议",
        "text": "社区食堂是老人家门口的饭桌。\n建议：一、增加助餐点；二、延长供餐时间。",
        "category": "民政",
        "session": session(body),
        **facts,
    }
    made = Suggestion.objects.create(kind=facts["session"].kind, **facts)
    signed = enumerate(proposing("委员" if body == "政协" else "代表", *NAMES[:deputies]), 1)
    Sponsorship.objects.bulk_create(
        Sponsorship(suggestion=made, deputy=one, position=position) for position, one in signed
    )
    return made


def hand_over(made: Suggestion, to: Unit, part: str = Part.SOLE, handed_on: dt.date | None = None) -> Case:
    """交办: a unit's case as intake leaves it."""
    handed_on = handed_on or timezone.localdate()
    due = workdays.reply_due(handed_on, helps=part == Part.HELP, kind=made.kind)
    return Case.objects.create(suggestion=made, unit=to, part=part, handed_on=handed_on, statutory_due=due)


def hosting() -> tuple[Case, Case]:
    """共同主办: the leading unit's case and that of another 主办 unit, at work; the letter is written, and the other
    unit's material handed in."""
    w = world()
    lead = hand_over(suggestion(), w.bureau, Part.MAIN)
    host = hand_over(lead.suggestion, w.other_bureau, Part.JOINT)
    Case.objects.filter(pk=host.pk).update(share="加装电梯")
    host.reload()
    advance(host, "sign_for", "assign")
    advance(lead, "sign_for", "assign", "prepare")
    write(host, w.other_handler)
    hand_in_material(lead.current_round.consultations.get(), w.other_handler)
    for case in (lead, host):
        case.reload()
    return lead, host


def to_cosign() -> tuple[Case, Case]:
    """The same, with the text of the leading unit waiting for the other's 会签."""
    lead, host = hosting()
    advance(lead, "submit", "check")
    host.reload()
    return lead, host


TEXTS = {
    "title": "关于优化社区食堂建议的答复",
    "body": "赵洪蓉、周建伟代表：\n你们提出的建议收悉，现答复如下：\n一、增加助餐点\n今年新增12处。\n谢谢。",
    "handling": "你们提出的建议收悉，办理情况详见附件。",
    "document_number": "宝民〔2026〕12号",
    "contact": "高扬",
    "phone": "021-55550111",
    "classification": "已采纳",
    "disclosure": "主动公开·全文",
}


def contact_all(case: Case, by: User) -> None:
    add_contact(
        case.current_round,
        by,
        deputies=case.suggestion.proposers,
        way="走访",
        on=timezone.localdate(),
        staff=by.name,
        summary="听取意见，代表赞成增加助餐点。",
        key=uuid.uuid4(),
    )


def write(case: Case, by: User, **texts) -> None:
    reply = case.current_round
    newest = reply.latest_draft
    versions.save_draft(reply, by, {**TEXTS, **addressed(case), **texts}, base=newest.number if newest else 0)


def addressed(case: Case) -> dict[str, str]:
    """The letter with the salutation of this case's deputies: the checker lets no other pass."""
    _, rest = TEXTS["body"].split("\n", 1)
    return {"body": f"{salutation_line(case.suggestion)}\n{rest}"}


def day(offset: int) -> dt.date:
    """So many days from today."""
    return timezone.localdate() + dt.timedelta(days=offset)


def workday(offset: int) -> dt.date:
    """That day, or the next one that is worked."""
    return workdays.WorkCalendar.load().next_working_day(day(offset))


def promising(*items: tuple[str, int], classification: str = "正在解决") -> dict:
    """The texts of an answer that promises these items in so many days each."""
    rows = [{"item": item, "on": day(offset).isoformat()} for item, offset in items]
    return {"classification": classification, "promises": rows}


def promised(*items: tuple[str, int], until: tuple[str, ...] = ("satisfy", "report"), **facts) -> Case:
    """A case whose signed reply promises these items; closed unless `until` says otherwise."""
    case = make_case(Status.IN_PROGRESS, **facts)
    contact_all(case, world().handler)
    write(case, world().handler, **promising(*items))
    case.reload()
    return advance(case, "submit", "check", "sign", *until)


def wording(topic: str = "社区助餐", text: str = "全区助餐点实现街镇全覆盖。", *, days: int = 90, **facts) -> Wording:
    """A standard wording of the first bureau that holds so many more days (expired ones: less than 0)."""
    owner = facts.pop("owner", world().handler)
    said = {"topic": topic, "text": text, "owner": owner, "expires_on": day(days), "source": "", **facts}
    return save_wording(world().bureau, world().office, key=uuid.uuid4(), **said)


def let_stand(case: Case, by: User) -> None:
    """Give a reason for every error the checker finds, so that the text as it is may be sent for review."""
    for mark in findings.errors_left(case.current_round.latest_draft):
        findings.override_finding(case.current_round, by, mark.key, "按原文。")


def extension(case: Case, days: int = 30, **facts) -> Extension:
    """The unit's office asks for so many more days (or to the next working day after them)."""
    wished_on = workdays.WorkCalendar.load().next_working_day(case.statutory_due + dt.timedelta(days=days))
    words = {
        "reason": "规划修订还没有批复。",
        "report": "已完成三处选址，其余两处正在报批。",
        "leader": "郑国华",
        **facts,
    }
    return ask_extension(case, world().office, wished_on=wished_on, key=uuid.uuid4(), **words)


def scan(case: Case, by: User, content: bytes = b"%PDF-1.4 signed form") -> Attachment:
    digest = hashlib.sha256(content).hexdigest()
    found = Attachment.objects.filter(case=case, kind="signed_form", sha256=digest).first()
    if found:
        return found
    made = Attachment(
        suggestion=case.suggestion,
        case=case,
        kind=Attachment.Kind.SIGNED_FORM,
        name="签名表.pdf",
        content_type="application/pdf",
        suffix=".pdf",
        size=len(content),
        sha256=digest,
        uploaded_by=by,
    )
    made.file.save("form.pdf", ContentFile(content), save=False)
    made.save()
    return made


def supervise(case: Case, text: str = "请说明办到哪一步。", *, days: int = 3) -> Supervision:
    """A 督办 of the district office, to be answered in so many days."""
    return supervision.supervise_case(case, world().district, text=text, answer_due=day(days), key=uuid.uuid4())


def plan_supervision(case: Case) -> SupervisionPlan:
    """重点督办 with a plan."""
    seen = (case.suggestion.led_as, case.suggestion.led_by)
    supervision.mark_led(case, world().congress, led_as="重点督办", led_by="区人大常委会主任会议", seen=seen)
    said = {"text": "听取汇报。", "starts": day(0), "ends": day(30), "seen": 0}
    return write_plan(case, world().congress, **said)


def judgement(comment="", name="", **marks) -> Judgement:
    """满意 with everything, unless `marks` say otherwise."""
    said = {question: marks.pop(question.key, "满意") for question in QUESTIONS}
    assert not marks, "no such question"
    return Judgement(said, comment, name or "代表本人", timezone.localdate())


def answer(case: Case, by: User, who: Deputy, *, base: int = 0, **marks) -> None:
    """The deputy answers through a link of the deputy's own."""
    link = make_link(case.current_round, by, who)
    record_link_feedback(link.invitation, judgement(name=who.name, **marks), base=base)
    case.reload()


def try_to_hear(case: Case, by: User, who: Deputy, **facts) -> None:
    """One attempt to hear a deputy who has not answered, by telephone today unless `facts` say otherwise."""
    facts = {"on": timezone.localdate(), "way": "电话", "outcome": "未联系上", "note": "没有人接。", **facts}
    attempts.record_attempt(case.current_round, by, who, **{"key": uuid.uuid4(), **facts})
    case.reload()


def dictate(case: Case, by: User, who: Deputy, **marks) -> Feedback:
    """The deputy asks for it by the own link, and staff fill in what the deputy says."""
    link = make_link(case.current_round, by, who)
    said = replace(judgement(name=who.name, **marks), came_by="电话")
    made = record_dictated_feedback(make_wish(link.invitation, "代填"), by, said)
    case.reload()
    return made


def token(link: Link) -> str:
    return link.url.rsplit("/", 1)[1]


STEPS = {
    Status.AWAITING_RECEIPT: (),
    Status.RETURN_REQUESTED: ("ask_return",),
    Status.RETURNED: ("ask_return", "agree_return"),
    Status.RECEIVED: ("sign_for",),
    Status.IN_PROGRESS: ("sign_for", "assign"),
    Status.CHECKING: ("sign_for", "assign", "prepare", "submit"),
    Status.SIGNING: ("sign_for", "assign", "prepare", "submit", "check"),
    Status.SIGNED: ("sign_for", "assign", "prepare", "submit", "check", "hold"),
    Status.SEEKING_FEEDBACK: ("sign_for", "assign", "prepare", "submit", "check", "sign"),
    Status.UNDER_STUDY: ("sign_for", "assign", "prepare", "submit", "check", "sign", "dissatisfy"),
    Status.TO_REPORT: ("sign_for", "assign", "prepare", "submit", "check", "sign", "dissatisfy", "decline"),
    Status.CLOSED: ("sign_for", "assign", "prepare", "submit", "check", "sign", "satisfy", "report"),
    Status.WITHDRAWN: ("withdraw",),
    Status.VOID: ("void",),
}


def make_case(
    status: str = Status.AWAITING_RECEIPT,
    *,
    deputies: int = 2,
    part: str = Part.SOLE,
    body: str = "人大",
    handed_on: dt.date | None = None,
    **facts,
) -> Case:
    """A case of the first bureau in the given state, with the world's people having done every step."""
    w = world()
    usual = (deputies, part, body, handed_on, facts) == (2, Part.SOLE, "人大", None, {})
    if usual and repr(numbers) == "count(1)" and kept.put_in_place(Status(status), upon="world"):
        next(numbers)
        return Case.objects.get()
    case = hand_over(suggestion(deputies=deputies, body=body, **facts), w.bureau, part, handed_on)
    return advance(case, *STEPS[Status(status)], w=w)


def keep_usual_cases() -> None:
    """Make the world and the usual case of every state, for tests to begin with (kept.py)."""

    def maker(status: str) -> Callable[[], Case]:
        def make() -> Case:
            global numbers
            numbers = itertools.count(1)
            return make_case(status)

        return make

    kept.make_all(world, {status: maker(status) for status in STEPS})


def advance(case: Case, *steps: str, w: World | None = None) -> Case:
    """Take the named steps, each by the right person of the case's unit."""
    w = w or world()
    for step in steps:
        take(case, step, w)
        case.reload()
    return case


def take(case: Case, step: str, w: World | None = None) -> None:
    w = w or world()
    here = case.unit_id == w.bureau.pk
    people = SimpleNamespace(
        office=w.office if here else w.other_office,
        handler=w.handler if here else w.other_handler,
        leader=w.leader if here else w.other_leader,
    )
    if step == "assign":
        assign_case(case, people.office, handler=people.handler, section="基层政权科")
    elif step == "prepare":
        if case.helps:
            write(case, people.handler)
        else:
            contact_all(case, people.handler)
            write(case, people.handler)
    elif step == "promise":
        contact_all(case, people.handler)
        write(case, people.handler, **promising(("新增助餐点12处", 10), ("开通预约电话", 200)))
    elif step == "keep":
        owed = Promise.objects.filter(reply__case=case).open().first()
        keep_promise(owed, people.handler, on=timezone.localdate(), said="已经做成。", seen=owed.steps.count())
    elif step == "follow_up":
        follow_up_case(case, people.handler)
    elif step == "check":
        decide_review(case, people.office, Verdict.CHECK, opinion="同意送签。")
    elif step == "sign":
        decide_review(case, people.leader, Verdict.SIGN, opinion="同意。")
    elif step in ("cosign", "refuse_cosign"):
        said = "同意会签。" if step == "cosign" else "数字不符。"
        decide_review(case, people.leader, Verdict[step.upper()], opinion=said)
    elif step == "send_back":
        decide_review(case, people.leader, Verdict.SEND_BACK, opinion="请写明完成时间。")
    elif step == "take_back":
        take_back_signature(case, people.leader, reason="再看一看。")
    elif step == "hold":
        verdict = Verdict.SIGN_OPINION if case.helps else Verdict.SIGN
        with override_settings(SEND_AFTER_MINUTES=10):
            decide_review(case, people.leader, verdict, opinion="同意。")
    elif step == "sign_opinion":
        decide_review(case, people.leader, Verdict.SIGN_OPINION, opinion="同意。")
    elif step == "deliver":
        record_delivery(
            case.current_round,
            people.handler,
            deputies=case.suggestion.proposers,
            way="当面",
            on=timezone.localdate(),
        )
    elif step == "dissatisfy":
        answer(case, people.handler, case.suggestion.proposers[0], result="不满意", comment="没有写完成时间。")
    elif step == "satisfy":
        for who in case.suggestion.proposers:
            answer(case, people.handler, who)
    elif step == "reopen":
        reopen_case(case, w.congress, comment="请补充完成时间后再次答复。")
    elif step == "give_up":
        for who in case.current_round.unexplained_deputies():
            try_to_hear(case, people.handler, who, outcome="不愿签", conclusion="拒签")
    elif step in ("report", "close_without"):
        close_case(case, people.office, step, comment="多次联系，代表出国未归。" if step == "close_without" else "")
    elif step == "void":
        ends.void_suggestion(case, w.district, comment="与另一件重复登记。")
    elif step == "withdraw":
        ends.withdraw_suggestion(case, w.district, comment="全体提出人书面申请撤回。")
    else:
        actor = {"agree_return": w.district, "refuse_return": w.district, "decline": w.congress}
        actor |= {"submit": people.handler, "recall": people.handler}
        workflow.perform(case, step, actor.get(step, people.office), comment="理由充分。")
