"""What is counted of the cases: answers, results, promises, visits, returns; each number defined once."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.conf import settings

from proposals.models import Part, Status
from proposals.models.states import HELPING_PARTS, LEFT
from replies.figures.facts import CountedCase, DeliveredReply, GivenFeedback
from replies.letter.questions import QUESTIONS, Grade, Question
from replies.models import Classification, Disclosure, Feedback
from replies.models.classification import OPEN, PROMISING

C = Classification
Picks = Callable[[CountedCase, dt.date], Iterable[str]]
ITSELF, NOTHING = ("",), ()


@dataclass(frozen=True)
class Measure:
    """A number. `picks` gives of one case what is counted in it: "" for the case itself, else a word for each form,
    deputy or promise. `by_answer`: belongs to the month of the answer, not to that of 交办."""

    key: str
    label: str
    unit: str
    told: str
    picks: Picks
    by_answer: bool = False


def pick_when(holds: Callable[[CountedCase, dt.date], object]) -> Picks:
    """Counts a case once where `holds` is true of it."""
    return lambda case, today: ITSELF if holds(case, today) else NOTHING


def _answered(holds: Callable[[CountedCase], object] = lambda case: True) -> Picks:
    return pick_when(lambda case, today: case.is_counted and case.answered_on and holds(case))


def _answered_here(holds: Callable[[CountedCase], object] = lambda case: True) -> Picks:
    """Without those that were finished before (补录): nobody knows here whether they were in time."""
    return _answered(lambda case: not case.finished_before and holds(case))


def _newest(holds: Callable[[DeliveredReply], object]) -> Picks:
    return _answered(lambda case: case.newest and holds(case.newest))


def _classed(*classes: str) -> Picks:
    return _newest(lambda reply: reply.classification in classes)


def _disclosed(*kinds: str) -> Picks:
    return _newest(lambda reply: reply.disclosure in kinds)


def _late(case: CountedCase, today: dt.date) -> bool:
    return not case.answered_on and case.due_on < today


def _helps(case: CountedCase) -> bool:
    return case.part == Part.HELP and not case.finished_before and case.status not in LEFT


def _hosts(case: CountedCase) -> bool:
    return case.part == Part.JOINT and not case.finished_before and case.status not in LEFT


def _deputies(case: CountedCase, among: Iterable[int]) -> tuple[str, ...]:
    chosen = set(among)
    return (
        tuple(name for who, name in case.deputies if who in chosen)
        if case.is_counted and case.answered_on and not case.finished_before
        else NOTHING
    )


def _promises(holds: Callable[..., object]) -> Picks:
    return lambda case, today: (
        tuple(one.item for one in case.promises if holds(one, today)) if case.is_counted else NOTHING
    )


APART = "按时、逾期、应办复、走访、代表意见和会办件都不计入。"
NEWEST = "几次答复的，以最近一次送达的为准。"
CASES: tuple[Measure, ...] = (
    Measure(
        "all",
        "承办件",
        "件",
        "交给单位答复代表的办理件，主办、独办、分别办理的每个单位各算一件，几个单位共同主办的算一件，"
        "记在牵头单位名下；不含会办、已退回和已撤回的。",
        pick_when(lambda case, today: case.is_counted),
    ),
    Measure(
        "answered",
        "已办复",
        "件",
        "承办件中，首次答复已送达每一位提出人的，按送达登记；补录的，按记载的答复日期。",
        _answered(),
        True,
    ),
    Measure(
        "finished",
        "其中补录",
        "件",
        f"承办件中，往年在别处办结、补录进来的。{APART}",
        pick_when(lambda case, today: case.is_counted and case.finished_before),
    ),
    Measure("here", "在这里办复", "件", "已办复中，不是补录的。", _answered_here(), True),
    Measure(
        "classed",
        "有结果分类",
        "件",
        "已办复中，有办理结果分类的；补录的可能没有记载。",
        _newest(lambda reply: reply.classification),
    ),
    Measure(
        "disclosed",
        "有公开属性",
        "件",
        "已办复中，有公开属性的；补录的可能没有记载。",
        _newest(lambda reply: reply.disclosure),
    ),
    Measure(
        "owing",
        "应办复",
        "件",
        "承办件中，已办复的，加上法定期限（含同意的延期）已过还没有办复的；不含补录的。",
        pick_when(
            lambda case, today: (
                case.is_counted and not case.finished_before and (case.answered_on or _late(case, today))
            )
        ),
    ),
    Measure(
        "on_time",
        "按时办复",
        "件",
        "已办复中，全部送达的日期不晚于法定期限的；同意延期的，按延长后的期限。不含补录的。",
        _answered_here(lambda case: case.answered_on and case.answered_on <= case.due_on),
        True,
    ),
    Measure(
        "answered_late",
        "逾期办复",
        "件",
        "已办复中，全部送达的日期晚于法定期限的。不含补录的。",
        _answered_here(lambda case: case.answered_on and case.answered_on > case.due_on),
        True,
    ),
    Measure(
        "late",
        "逾期未办复",
        "件",
        "承办件中，法定期限（含同意的延期）已过，还没有送达每一位提出人的。",
        pick_when(lambda case, today: case.is_counted and _late(case, today)),
    ),
    Measure(
        "solved",
        "解决采纳",
        "件",
        f"已办复中，办理结果是“已采纳”或“已解决”的。{NEWEST}",
        _classed(C.ADOPTED, C.SOLVED),
    ),
    *(
        Measure(f"class.{one}", str(one), "件", f"已办复中，办理结果分类是“{one}”的。{NEWEST}", _classed(one))
        for one in C
    ),
    Measure(
        "promising",
        "正在解决、正在研究",
        "件",
        f"已办复中，办理结果是“正在解决”或“正在研究”的。{NEWEST}",
        _classed(*PROMISING),
    ),
    Measure(
        "dated",
        "写明完成日期",
        "件",
        "正在解决、正在研究中，答复写有承诺事项和完成日期的。按承诺台账。",
        _answered(lambda case: case.newest and case.newest.classification in PROMISING and case.promises),
    ),
    Measure(
        "promises",
        "承诺事项",
        "项",
        "承办件的答复承诺的事项；再次答复时重新承诺的，只算新的一项。按承诺台账。",
        _promises(lambda one, today: True),
    ),
    Measure("promises.kept", "已兑现", "项", "承诺事项中，已登记兑现的。", _promises(lambda one, today: one.kept_on)),
    Measure(
        "promises.late",
        "逾期未兑现",
        "项",
        "承诺事项中，完成日期（改期的按改后的）已过，没有登记兑现的。",
        _promises(lambda one, today: not one.kept_on and one.due_on < today),
    ),
    Measure(
        "open", "主动公开", "件", f"已办复中，公开属性是“主动公开”的，全文和摘要都算。{NEWEST}", _disclosed(*OPEN)
    ),
    *(
        Measure(f"open.{one}", str(one), "件", f"已办复中，公开属性是“{one}”的。{NEWEST}", _disclosed(one))
        for one in Disclosure
    ),
    Measure(
        "met",
        "走访、面商",
        "件",
        "在这里办复的，至少和一位提出人走访或者座谈过的。按代表沟通登记，更正的以更正后的为准。",
        _answered_here(lambda case: case.met),
    ),
    Measure(
        "deputies",
        "提出人",
        "人次",
        "在这里办复的每一件，领衔和附议各算一人次。",
        lambda case, today: _deputies(case, dict(case.deputies)),
    ),
    Measure(
        "deputies.met",
        "走访、面商的提出人",
        "人次",
        "提出人中，走访或者座谈过的。",
        lambda case, today: _deputies(case, case.met),
    ),
    Measure(
        "deputies.waived",
        "提出不需走访的提出人",
        "人次",
        "提出人中，没有走访、座谈，本人提出不需走访的。",
        lambda case, today: _deputies(case, case.waived - case.met),
    ),
    Measure(
        "deputies.silent",
        "期满未反馈的提出人",
        "人次",
        "提出人中，期满又提醒过、按本地规定登记“未反馈”的。不算满意，也不计入收回。",
        lambda case, today: _deputies(case, case.silent),
    ),
    Measure(
        "again",
        "二次办理",
        "件",
        "承办件中，代表不满意，经研究再次办理过的。",
        pick_when(lambda case, today: case.is_counted and case.again),
    ),
    Measure(
        "return.asked",
        "申请退办",
        "件",
        "申请过退办的，不论是否同意。按办理记录。",
        pick_when(lambda case, today: case.asked_return),
    ),
    Measure(
        "return.agreed",
        "同意退办",
        "件",
        "区政府办公室同意退办，现在是“已退回”的。",
        pick_when(lambda case, today: case.status == Status.RETURNED),
    ),
    Measure(
        "extended",
        "延期",
        "件",
        "承办件中，同意过延期的。按延期登记。",
        pick_when(lambda case, today: case.is_counted and case.extended),
    ),
    Measure(
        "withdrawn",
        "代表撤回",
        "件",
        "代表在答复前撤回的。",
        pick_when(lambda case, today: case.status == Status.WITHDRAWN and case.part not in HELPING_PARTS),
    ),
    Measure(
        "hosting",
        "共同主办",
        "件",
        "和牵头单位一起主办、会签同一份答复的，每个共同主办单位各算一件，不含已退回、已撤回和补录的；"
        "承办件、办复和代表意见记在牵头单位名下，只算一次。",
        pick_when(lambda case, today: _hosts(case)),
    ),
    Measure(
        "helping",
        "会办件",
        "件",
        "请单位会办的，不含已退回、已撤回和补录的；不计入承办件。",
        pick_when(lambda case, today: _helps(case)),
    ),
    Measure(
        "helped",
        "已出会办意见",
        "件",
        "会办件中，会办意见已经签发的。",
        pick_when(lambda case, today: _helps(case) and case.opinion_on),
    ),
)


def city_measures() -> dict[str, Measure]:
    """The city's own classes, as settings.CITY_CLASSES maps the form's six to them; in the setting's order."""
    named: dict[str, list[str]] = {}
    for classification, city in settings.CITY_CLASSES.items():
        named.setdefault(city, []).append(classification)
    return {
        f"city.{city}": Measure(
            f"city.{city}",
            city,
            "件",
            f"已办复中，办理结果是{'、'.join(f'“{one}”' for one in classes)}的。{NEWEST}",
            _classed(*classes),
        )
        for city, classes in named.items()
    }


ENTERED = dict(zip(Feedback.Channel.values, ("本人链接", "书面登记", "代填"), strict=True))

GOOD = (Grade.SATISFIED, Grade.MOSTLY)

ORDER: dict[str, int] = {grade: place for place, grade in enumerate(Grade)}  # from the best to the worst


def _said(question: Question, grades: Iterable[str], by: str) -> Picks:
    wanted = set(grades)

    def picks(case: CountedCase, today: dt.date) -> Iterable[str]:
        marks = ((one, one.marks[question]) for one in case.forms if by in ("", one.by)) if case.is_counted else ()
        return [f"{one.deputy}：{mark}（{ENTERED[one.by]}）" for one, mark in marks if mark in wanted]

    return picks


def worst_mark(forms: Iterable[GivenFeedback], question: Question) -> str:
    """The least favourable mark among a case's deputies; "" while none has given one."""
    return max(filter(None, (one.marks[question] for one in forms)), key=ORDER.__getitem__, default="")


def _of_case(question: Question, grades: Iterable[str]) -> Picks:
    wanted = set(grades)
    return pick_when(lambda case, today: case.is_counted and worst_mark(case.forms, question) in wanted)


# What is told of a question: every mark, the good ones together, and each grade.
ASKED: dict[str, tuple[str, Iterable[str]]] = {
    "": ("意见", Grade),
    ".good": ("满意和基本满意", GOOD),
    **{f".{grade}": (grade, (grade,)) for grade in Grade},
}

PUT_RIGHT = {
    "": ("事后更正的意见", "承办件收回的意见中，修改期限过了以后才更正的；每位代表在一件上算一份，更正前的也留着。"),
    "paper": ("亲笔签名的纸表代替", "其中，代表后来在纸表上亲笔签名，代替先前网上的意见的。"),
    "link": ("经同意重新填写", "其中，由办公室写明原因，请代表在网上重新填写的。"),
}


def _put_right(by: str) -> Picks:
    return lambda case, today: (
        [f"{one.deputy}（{ENTERED[one.by]}）" for one in case.forms if one.over and by in ("", one.by)]
        if case.is_counted
        else NOTHING
    )


EACH = "每位代表在一件上算一份，以最近一次的意见为准；没有填这一项的不算。"

LOWEST = "一件有几位代表的，以其中最低的评价为准。"


def feedback_measures() -> Iterable[Measure]:
    """For every question: the forms that answer it, by grade and by who entered them; and the same by case. How many
    were put right later, and how."""
    for by, (label, told) in PUT_RIGHT.items():
        yield Measure(f"righted.{by}".rstrip("."), label, "份", told, _put_right(by))
    for question in QUESTIONS:
        for part, (label, grades) in ASKED.items():
            about = f"{question.about}：{label}"
            for by, entered in {"": "", **ENTERED}.items():
                who = f"（{entered}）" if by else ""
                told = f"承办件收回的意见{who}。{EACH}" if grades is Grade else f"收回的意见中，“{label}”的{who}。"
                key = f"forms.{question.key}{part}" + (f"@{by}" if by else "")
                yield Measure(key, f"{about}{who}", "份", told, _said(question, grades, by))
            told = "承办件中，至少收回一位代表意见的。" if grades is Grade else f"其中“{label}”的。"
            key = f"cases.{question.key}{part}"
            yield Measure(key, f"{about}（按件）", "件", told + LOWEST, _of_case(question, grades))
