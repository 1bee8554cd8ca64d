"""The tables of the statistics: counts, results, opinions, and the same columns by unit, category, month, year."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings

from proposals.models import Kind
from replies.figures.counts import Book, Cell, Share, Table, TableRow
from replies.figures.definitions import RATES, get_measure
from replies.figures.facts import CountedCase
from replies.figures.measures import ENTERED, city_measures
from replies.letter.questions import QUESTIONS, RESULT, Grade, Question
from replies.models import Classification, Disclosure

KEY = ("answered", "on_time", f"forms.{RESULT.key}", f"cases.{RESULT.key}", "solved", "open", "met", "kept")
BESIDE = (
    "all",
    "answered",
    "finished",
    "late",
    "again",
    "deputies.silent",
    "return.asked",
    "return.agreed",
    "extended",
    "withdrawn",
    "hosting",
    "helping",
    "helped",
)
# The columns of every table that compares: numbers, then shares.
NUMBERS = ("all", "answered", "late", "again", "return.asked", "extended", "helping")
HOSTING = "hosting"  # beside them, where there is any
HOSTED_ONCE = (
    "几个单位共同主办的，承办件、办复和满意率记在牵头单位名下，只算一次；其他共同主办单位另记在“共同主办”一栏。"
)
SHARES = ("answered", "on_time", "solved", f"forms.{RESULT.key}", "open", "met")
PARTS = 2  # columns of a table of parts: a number, and its share or how it is counted
BY_MONTH = ("all", "answered", "on_time", "answered_late")


def key_shares(book: Book) -> list[Share]:
    """The key figures in their order."""
    return [book.share(key) for key in key_rates(book)]


def key_rates(book: Book) -> list[str]:
    """Which they are: with the limits of the place, where it has some."""
    return [*KEY, *book.held]


# The tabs of the page: what is read together.
TABS: dict[str, tuple[str, tuple[str, ...]]] = {
    "overview": ("总览", ("results", "counts", "disclosure", "promises", "city")),
    "opinions": ("满意度", ("opinions", "by_whom", "righted", "talks")),
    "units": ("单位", ("unit", "terms")),
    "kinds": ("类别", ("category", "kind", "body", "proposer")),
    "times": ("时间", ("month", "session", "year")),
}
FIRST_TAB, OPINIONS_TAB = "overview", "opinions"


@dataclass(frozen=True)
class KeyRow:
    """A key figure: its share, the same of the year before (None where no year is chosen or that year has no cases),
    and how it is counted."""

    share: Share
    before: Share | None
    how: str

    @property
    def change(self) -> str:
        """Points of a hundred against the year before: 升 6.0, 降 17.4, 持平; "" with nothing to compare."""
        if self.before is None or self.share.value is None or self.before.value is None:
            return ""
        points = round(100 * (self.share.value - self.before.value), 1)
        return f"{'升' if points > 0 else '降'} {abs(points):.1f}" if points else "持平"


def key_rows(book: Book) -> list[KeyRow]:
    """The key figures beside those of the year before."""
    before = year_before(book)
    return [KeyRow(book.share(key), before.share(key) if before else None, RATES[key].how) for key in key_rates(book)]


def year_before(book: Book) -> Book | None:
    """The whole year before the chosen one, narrowed alike; None where it has no cases or no year is chosen."""
    if book.chosen.year is None:
        return None
    before = book.narrowed(year=book.chosen.year - 1)
    return before if before.cases else None


def before_of(table: Table, before: Sequence[Table]) -> dict[str, Cell]:
    """The first number of each row of the same table of the year before, where the table is one of parts."""
    same = next((one for one in before if one.key == table.key and len(table.head) == PARTS), None)
    return {row.label: row.cells[0] for row in same.rows} if same else {}


def all_tables(book: Book) -> list[Table]:
    """Every table, in the order in which they are read."""
    return [
        counts_table(book),
        results_table(book),
        promises_table(book),
        disclosure_table(book),
        city_table(book),
        contacts_table(book),
        feedback_table(book),
        channels_table(book),
        righted_table(book),
        compared_table(book, "unit", "按承办单位", "承办单位", lambda case: (case.unit_name, case.unit)),
        *([terms_table(book)] if book.held else []),
        compared_table(book, "category", "按类别", "类别", lambda case: (case.category, case.category)),
        compared_table(book, "kind", "按种类", "种类", lambda case: (Kind(case.kind).label, case.kind)),
        compared_table(book, "body", "按人大和政协", "向谁提出", lambda case: (case.body, case.body)),
        compared_table(book, "proposer", "按提出人", "谁提出", lambda case: (case.proposer, case.proposer)),
        months_table(book),
        compared_table(book, "session", "按届次", "届次", lambda case: (case.session_name, case.session)),
        years_table(book),
    ]


# What adds up classes that stand in rows of their own.
SUMS = ("solved", "open", "promising")
TOTAL = "合计"


def counts_table(book: Book) -> Table:
    rows = tuple(TableRow(get_measure(key).label, (book.count(key), get_measure(key).told)) for key in BESIDE)
    return Table("counts", "件数", "项目", ("数量", "怎么算的"), rows)


def _shares(book: Book, keys: list[str], whole: str) -> tuple[TableRow, ...]:
    return tuple(
        TableRow(get_measure(key).label, (book.count(key), book.part(key, whole)), key in SUMS) for key in keys
    )


def results_table(book: Book) -> Table:
    rows = _shares(book, [*(f"class.{one}" for one in Classification), "solved"], "classed")
    return Table("results", "办理结果", "分类", ("件数", "占已办复"), rows, "解决采纳是“已采纳”和“已解决”合计。")


def city_table(book: Book) -> Table:
    rows = _shares(book, list(city_measures()), "classed")
    said = "；".join(f"{one.label}：{_classes(one.label)}" for one in city_measures().values())
    return Table("city", "市级口径的办理结果", "口径", ("件数", "占已办复"), rows, f"{said}。")


def _classes(city: str) -> str:
    return "、".join(one for one, to in settings.CITY_CLASSES.items() if to == city)


def disclosure_table(book: Book) -> Table:
    rows = _shares(book, [*(f"open.{one}" for one in Disclosure), "open"], "disclosed")
    return Table("disclosure", "公开属性", "属性", ("件数", "占已办复"), rows)


def contacts_table(book: Book) -> Table:
    parts = (("met", "here"), ("deputies.met", "deputies"), ("deputies.waived", "deputies"))
    rows = tuple(row for key, whole in parts for row in _shares(book, [key], whole))
    note = "走访、座谈都算当面；按件的，和一位提出人当面谈过就算；按代表的，领衔和附议各算一人次。"
    return Table("talks", "走访、面商", "项目", ("数量", "占比"), rows, note)


GRADES = ("收回", *Grade, "满意率", "理解率")


def _marks(book: Book, scope: str, question: Question, tail: str = "") -> tuple[Cell, ...]:
    of = f"{scope}.{question.key}"
    each = {grade: book.count(f"{of}.{grade}{tail}") for grade in question.grades}
    understood = book.part(f"{of}.{Grade.UNDERSTANDS}{tail}", f"{of}{tail}") if Grade.UNDERSTANDS in each else "—"
    good = book.part(f"{of}.good{tail}", f"{of}{tail}")
    return (book.count(f"{of}{tail}"), *(each.get(grade, "—") for grade in Grade), good, understood)


def feedback_table(book: Book) -> Table:
    scopes = {"forms": "按代表", "cases": "按件"}
    rows = tuple(
        TableRow(f"{question.about}（{label}）", _marks(book, scope, question))
        for scope, label in scopes.items()
        for question in QUESTIONS
    )
    note = (
        "满意率是满意和基本满意的份数占收回的份数，“理解”不算满意，另列；按件的，以一件里最低的评价为准。"
        + "".join(
            f"{one.label}没有“{grade}”一档。" for one in QUESTIONS for grade in Grade if grade not in one.grades
        )
    )
    return Table("opinions", "代表意见", "评价", GRADES, rows, note)


def channels_table(book: Book) -> Table:
    rows = tuple(
        TableRow(f"{question.about}：{entered}", _marks(book, "forms", question, f"@{by}"))
        for question in QUESTIONS
        for by, entered in ENTERED.items()
    )
    note = "本人链接由代表自己填写；书面登记由承办单位按签名纸表录入；代填是代表请工作人员代填、没有签名的。"
    return Table("by_whom", "代表意见由谁录入", "评价", GRADES, rows, note)


def righted_table(book: Book) -> Table:
    rows = tuple(
        TableRow(get_measure(key).label, (book.count(key), get_measure(key).told))
        for key in ("righted", "righted.paper", "righted.link")
    )
    note = "修改期限内自己改的不算在内。统计以更正后的意见为准。"
    return Table("righted", "事后更正的意见", "项目", ("数量", "怎么算的"), rows, note)


def promises_table(book: Book) -> Table:
    keys = ("class.正在解决", "class.正在研究", "promising", "dated", "promises", "promises.kept", "promises.late")
    rows = tuple(
        TableRow(get_measure(key).label, (book.count(key), get_measure(key).told), key in SUMS) for key in keys
    )
    return Table("promises", "正在解决、正在研究和承诺", "项目", ("数量", "怎么算的"), rows)


def compared_table(
    book: Book, by: str, title: str, what: str, of: Callable[[CountedCase], tuple[str, object]]
) -> Table:
    """The same columns for every unit, category, kind or session, and for all of them together."""
    names = {value: label for label, value in book.values(of)}
    parts = book.split(by, lambda case: of(case)[1], names)
    numbers = (*NUMBERS, HOSTING) if book.count(HOSTING).number else NUMBERS
    rows = [TableRow(label, _columns(parts[value], numbers)) for value, label in names.items()]
    head = (*(get_measure(key).label for key in numbers), *(RATES[key].label for key in SHARES))
    note = HOSTED_ONCE if HOSTING in numbers else ""
    return Table(by, title, what, head, (*rows, TableRow(TOTAL, _columns(book, numbers), is_sum=True)), note)


def _columns(book: Book, numbers: Sequence[str]) -> tuple[Cell, ...]:
    return (*(book.count(key) for key in numbers), *(book.share(key) for key in SHARES))


def terms_table(book: Book) -> Table:
    """The limits that not every place has, by unit; of those that hold here."""
    names = dict(book.values(lambda case: (case.unit, case.unit_name)))
    parts = book.split("unit", lambda case: case.unit, names)
    ordered = sorted(names, key=lambda unit: names[unit])
    rows = [TableRow(names[unit], _kept(parts[unit], book.held)) for unit in ordered]
    head = tuple(
        label
        for key in book.held
        for label in (get_measure(key).label, get_measure(f"{key}.kept").label, RATES[key].label)
    )
    total = TableRow(TOTAL, _kept(book, book.held), is_sum=True)
    return Table("terms", "本区期限", "承办单位", head, (*rows, total), "这几项期限是本区的规定，会办也要签收。")


def _kept(book: Book, held: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(cell for key in held for cell in (book.count(key), book.count(f"{key}.kept"), book.share(key)))


def months_table(book: Book) -> Table:
    """交办 and 办复 by the month in which each took place."""
    days = [day for case in book.cases if case.is_counted for day in (case.handed_on, case.answered_on) if day]
    first, last = (min(days), max(days)) if days else (None, None)
    rows = []
    while first and last and first.replace(day=1) <= last:
        part = book.narrowed(month=f"{first:%Y-%m}")
        rows.append(TableRow(f"{first.year}年{first.month}月", tuple(part.count(key) for key in BY_MONTH)))
        first = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    head = ("当月交办", "当月办复", "其中按时", "其中逾期")
    whole = TableRow(TOTAL, tuple(book.count(key) for key in BY_MONTH), is_sum=True)
    return Table("month", "按月", "月份", head, (*rows, whole), "交办按交办日期，办复按全部送达的日期归月。")


def years_table(book: Book) -> Table:
    """Every year next to the others, whatever year is chosen."""
    return compared_table(
        book.narrowed(year=None),
        "year",
        "按年份",
        "交办年份",
        lambda case: (f"{case.handed_on.year}年", case.handed_on.year),
    )
