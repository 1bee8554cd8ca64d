"""办理情况报告: the year's figures said in sentences. Each paragraph leaves out what there is nothing to say of."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from proposals.cases.workflow import ANSWERING
from proposals.formats.chinese import cn_date
from proposals.models import Kind, Unit, User
from proposals.models.people import BODIES, STAFF
from replies.figures.counts import Book, Share
from replies.figures.measures import city_measures
from replies.letter.questions import QUESTIONS, RESULT, Grade
from replies.models import Classification, Feedback

C = Feedback.Channel
BY = {C.LINK: "代表本人在网上填写", C.PAPER: "按代表签名的意见表登记", C.DICTATED: "受代表委托代填"}


@dataclass(frozen=True)
class ReportPart:
    """一、基本情况, its sentences as paragraphs, and the keys of the tables under it."""

    heading: str
    paragraphs: tuple[str, ...]
    tables: tuple[str, ...] = ()


@dataclass(frozen=True)
class Report:
    title: str
    under: str
    parts: tuple[ReportPart, ...]
    author: str
    day: dt.date


def build_report(book: Book, user: User, words: Sequence[str]) -> Report:
    """Of what was chosen; `words` are the choices as they are read. An empty choice makes an empty report."""
    unit = _author(book, user)
    year = f"{book.chosen.year}年" if book.chosen.year else ""
    kinds = "、".join(Kind(kind).label for kind in book.values(lambda case: case.kind))
    others = [word for word in words if word != year]
    numbered = tuple(
        replace(part, heading=f"{'一二三四五六'[n]}、{part.heading}")
        for n, part in enumerate(report_parts(book, year, kinds))
    )
    under = f"（{'，'.join(others)}）" if others else ""
    return Report(f"{unit.name}{year}{kinds}办理情况报告", under, numbered, unit.name, book.today)


def report_parts(book: Book, when: str, kinds: str) -> list[ReportPart]:
    """What there is to say, each part with its heading, which is not numbered, and the keys of its tables. `when`
    (2026年) and `kinds` (代表建议) are words of the first sentence."""
    parts = [
        ("基本情况", _basics(book, when, kinds), ("unit", "category", "month")),
        ("办理结果", _results(book), ("results", "city")),
        ("代表评价", _opinions(book), ("opinions", "by_whom")),
        ("联系代表和公开", _contacts(book), ("talks", "disclosure")),
        ("承诺和跟踪", _promises(book), ("promises",)),
        ("再次办理、退办和延期", _exceptions(book), ()),
    ]
    return [ReportPart(heading, tuple(said), tables) for heading, said, tables in parts if said]


def _author(book: Book, user: User) -> Unit:
    """Who reports: the district office, a working body, or the unit on whose cases alone it reports."""
    for body in BODIES:
        if here := [row.unit for row in user.active_memberships if row.role == body]:
            return here[0]
    own = [row.unit for row in user.active_memberships if row.role in STAFF]
    return next((unit for unit in own if unit.pk == book.chosen.unit), own[0])


def _all(sentences: Iterable[str]) -> str:
    return "".join(one for one in sentences if one)


def _rate(share: Share, said: str) -> str:
    """`said` with the number and the rate, "" where there is nothing to take a share of."""
    return said.format(top=share.top, bottom=share.bottom, rate=share) if share.bottom.number else ""


def _basics(book: Book, year: str, kinds: str) -> list[str]:
    whole, late, finished = (book.count(key).number for key in ("all", "late", "finished"))
    counted = [case for case in book.cases if case.is_counted]
    asked, units = len({(case.session, case.number) for case in counted}), len({case.unit for case in counted})
    each = f"（分别办理的，每个单位各算一件，合计{whole}件）" if asked != whole else ""
    helping, hosting = book.count("helping").number, book.count("hosting").number
    named = {case.unit_name for case in book.cases}
    own = len(named) == 1  # on the cases of one unit
    gone = sum(case.part in ANSWERING and not case.is_counted for case in book.cases)
    by = f"，由{next(iter(named)) if own else f'{units}个单位'}承办" if whole else ""
    along = "和别的单位共同主办、由别的单位牵头答复的" if own else "和牵头单位一起共同主办的（每个单位各算一件）"
    also = f"；另有{along}{hosting}件" if hosting else ""
    also += f"；另有会办{helping}件" if helping else ""
    without = f"已退回、已撤回的{gone}件不计在内。" if gone else ""
    first = f"{year or '历年'}交办{kinds}{asked}件{by}{each}{also}。{without}"
    said = [
        f"截至{cn_date(book.today)}，",
        _rate(book.share("answered"), "已办复{top}件，办复率{rate}。"),
        f"其中{finished}件是补录的往年办结件，不计入应办复。" if finished else "",
        _rate(book.share("on_time"), "应办复的{bottom}件中，按时办复{top}件，按时办复率{rate}。"),
        f"逾期未办复{late}件。" if late else "没有逾期未办复的。",
    ]
    return [first, _all(said) if whole else ""] if whole or hosting else []


def _results(book: Book) -> list[str]:
    if not book.count("answered").number:
        return []
    each = [f"{one}{book.count(f'class.{one}')}件" for one in Classification if book.count(f"class.{one}").number]
    city = [f"{one.label}{book.count(key)}件" for key, one in city_measures().items() if book.count(key).number]
    first = f"已办复的{book.count('answered')}件中，{'，'.join(each)}。"
    return [first + _rate(book.share("solved"), "解决采纳率{rate}。"), f"按市级口径，{'，'.join(city)}。"]


def _opinions(book: Book) -> list[str]:
    all_of = f"forms.{RESULT.key}"
    if not book.count(all_of).number:
        return []
    by = [f"{said}{n}份" for key, said in BY.items() if (n := book.count(f"{all_of}@{key}").number)]
    paragraphs = [f"收回代表{RESULT.about}的意见{book.count(all_of)}份，其中{'，'.join(by)}。"]
    for question in QUESTIONS:
        key = f"forms.{question.key}"
        share, understood = book.share(key), book.count(f"{key}.{Grade.UNDERSTANDS}").number
        bad = book.count(f"{key}.{Grade.DISSATISFIED}").number
        said = _rate(share, f"{question.about}，满意和基本满意{{top}}份，满意率{{rate}}")
        more = (f"，理解{understood}份（另列，不算满意）" if understood else "") + (f"，不满意{bad}份" if bad else "")
        cases = _rate(book.share(f"cases.{question.key}"), "；按件计算，满意率{rate}")
        paragraphs.append(f"{said}{more}{cases}。" if said else "")
    return [one for one in paragraphs if one]


def _contacts(book: Book) -> list[str]:
    said = [
        _rate(book.share("met"), "已办复的{bottom}件中，走访提出人或者与提出人座谈过的{top}件，走访面商率{rate}"),
        _rate(book.share("met_deputies"), "；按代表计算，{bottom}人次中走访、座谈{top}人次，占{rate}"),
    ]
    waived = book.count("deputies.waived").number
    more = f"，本人提出不需走访的{waived}人次" if waived else ""
    open_ = _rate(book.share("open"), "办理复文主动公开{top}件，公开率{rate}。")
    return [f"{_all(said)}{more}。", open_] if book.count("answered").number else []


def _promises(book: Book) -> list[str]:
    whole, late = book.count("promises").number, book.count("promises.late").number
    if not whole:
        return []
    said = f"答复列为正在解决、正在研究的{book.count('promising')}件，写明完成日期的{book.count('dated')}件。"
    kept = _rate(book.share("kept"), "答复共承诺{bottom}项，已兑现{top}项，兑现率{rate}")
    return [f"{said}{kept}" + (f"；完成日期已过、还没有兑现的{late}项。" if late else "。")]


def _exceptions(book: Book) -> list[str]:
    told = {
        "again": "代表不满意、经研究再次办理的{}件",
        "return.asked": "承办单位申请退办的{}件",
        "return.agreed": "同意退办的{}件",
        "extended": "同意延期的{}件",
        "withdrawn": "代表撤回的{}件",
    }
    said = [words.format(book.count(key)) for key, words in told.items() if book.count(key).number]
    return [f"{'，'.join(said)}。"] if said else []
