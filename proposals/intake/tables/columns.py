"""The columns of a list: what they are called elsewhere, and the row, or the two, in which they are named.

A wrong guess is worse than none: where two columns could be the same field, or a needed one is missing, it is
Uncertain, with a sentence that says what the list's own head says; who sent it chooses (tables.choices).
"""

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from proposals.intake.tables.sheet import HEADER_WITHIN, Uncertain, column_letter

# What each column is called in lists of other offices. The first name is our own: it is believed before the others.
NAMES = {
    "届次": ("届次", "届别", "届次会议", "会议届次", "所属届次", "届次名称", "会议名称"),
    "件号": (
        *("件号", "编号", "案号", "建议号", "建议编号", "建议序号", "建议件号", "建议案号", "代表建议编号"),
        *("代表建议号", "提案号", "提案编号", "提案序号", "提案件号", "提案案号", "意见编号", "建议意见编号"),
    ),
    "类别": ("类别", "分类", "建议类别", "建议分类", "提案类别", "提案分类", "所属类别", "内容分类"),
    "标题": (
        *("标题", "案由", "题目", "建议标题", "建议题目", "建议案由", "建议名称", "代表建议标题", "提案标题"),
        *("提案题目", "提案案由", "提案名称", "建议件标题"),
    ),
    "建议内容": ("建议内容", "内容", "正文", "建议正文", "提案内容", "提案正文", "建议全文", "提案全文", "具体内容"),
    "领衔代表": (
        *(
            "领衔代表",
            "领衔",
            "领衔人",
            "领衔者",
            "领衔委员",
            "领衔提案人",
            "领衔提出人",
            "领衔代表姓名",
            "第一提案人",
        ),
        *("第一提案者", "第一提出人", "第一提案委员", "第一代表", "领衔人姓名"),
    ),
    "附议代表": (
        *("附议代表", "附议", "附议人", "附议者", "附议委员", "附议提案人", "附议代表姓名", "联名", "联名人"),
        *("联名代表", "联名委员", "联名提案人", "联名提出人", "联名附议人", "其他提案人", "其他提出人", "共同提案人"),
    ),
    "主办单位": (
        *("主办单位", "主办", "牵头", "主办部门", "牵头单位", "牵头部门", "牵头办理单位", "主办单位名称"),
        *("主办独办单位", "独办主办单位", "主办或独办单位"),
    ),
    "会办单位": (
        *("会办单位", "会办", "协办", "会办部门", "协办单位", "协办部门", "会办单位名称", "会同办理单位"),
        *("配合单位", "配合部门"),
    ),
    "交办日期": ("交办日期", "交办时间", "交办日"),
    "答复期限": (
        *(
            "答复期限",
            "交办期限",
            "办理期限",
            "办理时限",
            "答复时限",
            "办结期限",
            "办结时限",
            "要求结办日期",
            "要求结办时间",
        ),
        *("要求办结日期", "要求办结时间", "要求答复日期", "要求答复时间", "要求办理期限", "截止日期", "办理截止日期"),
    ),
}
# Names that may mean all of both columns: everyone who proposes, every unit that handles.
OF_ALL = {
    ("领衔代表", "附议代表"): (
        *("提出人", "提案人", "提案者", "提出者", "建议人", "提出代表", "提案委员", "代表", "代表姓名", "委员"),
        *("委员姓名", "提出人姓名", "提案人姓名", "提出建议代表"),
    ),
    ("主办单位", "会办单位"): ("承办", "承办单位", "承办部门", "办理单位", "办理部门", "承办单位名称"),
}
COLUMNS = tuple(NAMES)
# Of a row, beside its columns: 领衔代表 names all who propose; made between sessions.
ALL_PROPOSERS, BETWEEN = "提出人", "闭会"
# Which part the units of 承办单位 have in a row; beside 主办单位 and 会办单位 it says nothing that is needed.
PART = "办理方式"
# What several 主办 units of a row do: 共同主办 or 分别办理, where the list or who sent it says so.
SEVERAL = "几个主办单位"
PART_NAMES = (
    PART,
    "承办方式",
    "办理类型",
    "承办类型",
    "主会办",
    "主办会办",
    "主办或会办",
    "承办性质",
    "办理性质",
    "办理角色",
)
# What a column may be chosen to be besides: all who propose, all units that handle, in one.
TOGETHER = {ALL_PROPOSERS: "领衔代表", "承办单位": "主办单位"}
# Every field that a column may be chosen to be.
FIELDS = (*COLUMNS, PART, *TOGETHER)
# A list without the others says of them nothing.
REQUIRED = ("届次", "件号", "标题", "领衔代表", "主办单位", "交办日期")
# One value for several rows is said once in these; each suggestion has its own of the others.
SHARED = ("届次", "类别", "主办单位", "会办单位", "交办日期", "答复期限")
# What may be said once for all rows. The others are each suggestion's own.
SAID_ONCE = ("届次", "主办单位", "交办日期", "答复期限")
# What a column is called below the name of its group: it is the group that says what it is.
BELOW_GROUP = ("姓名", "名称", "单位", "单位名称", "部门", "日期", "时间", "期限")
LONGEST_HEADING = 500
SHOWN_HEADINGS, SHOWN_LETTERS = 20, 20
LEAST_FOUND = 3

_COLUMN = {name: column for column, names in NAMES.items() for name in names}
_COLUMN |= dict.fromkeys(PART_NAMES, PART)
_PAIR = {name: pair for pair, names in OF_ALL.items() for name in names}


@dataclass(frozen=True)
class Header:
    """The head of a list: its last row, and of each column the name that stands there and what it may be."""

    row: int
    names: list[str]
    meant: list[str]
    has_groups: bool = False
    groups: list[str] = field(default_factory=list)

    @property
    def found(self) -> int:
        return len(set(self.meant) - {""})

    @property
    def whole_names(self) -> list[str]:
        """Each name with that of its group: 领衔代表·姓名."""
        groups = self.groups or [""] * len(self.names)
        return [f"{group}·{name}" if group else name for group, name in zip(groups, self.names, strict=True)]

    @property
    def key(self) -> tuple[str, ...]:
        """By what a head is known again: its names in their order, groups with them."""
        names = self.whole_names
        while names and not names[-1]:
            names = names[:-1]
        return tuple(names)

    def with_fields(self, fields: Sequence[str]) -> "Header":
        """The head with what each of its columns was said to be."""
        whole = [*fields, *[""] * len(self.names)]
        return replace(self, meant=whole[: len(self.names)])

    @property
    def shown(self) -> str:
        """The head as the file has it, short enough for a sentence."""
        names = [name[:SHOWN_LETTERS] for name in dict.fromkeys(self.names) if name]
        more = "……" if len(names) > SHOWN_HEADINGS else ""
        return f"第{self.row}行的表头是：{'、'.join(names[:SHOWN_HEADINGS])}{more}"


@dataclass(frozen=True)
class Places:
    """Which column of the file is which field, with notes on what was understood; `whole` are the fields whose column
    may hold more than the field (提出人: 领衔 and 附议 in one)."""

    at: dict[str, int]
    whole: dict[str, str]
    notes: list[str]


def find_header(rows: Sequence[Sequence[object]]) -> Header | None:
    """The row that names most of the columns, alone or below a row of groups, among the first ten."""
    best = max(_heads(rows), key=_clearest, default=None)
    return best if best and best.found >= LEAST_FOUND else None


def header_at(rows: Sequence[Sequence[object]], number: int) -> Header:
    """The head that ends in this row, whatever it names; 0 is a list without a head, whose columns have no names."""
    if heads := [head for head in _heads(rows) if head.row == number]:
        return max(heads, key=_clearest)
    return Header(0, [""] * (width := max(map(len, rows), default=0)), [""] * width)


def _clearest(head: Header) -> tuple[int, bool]:
    return head.found, head.has_groups


def _heads(rows: Sequence[Sequence[object]]) -> list[Header]:
    lines = [[read_heading(value) for value in row] for row in rows[:HEADER_WITHIN]]
    heads = [Header(number, line, [_meant(name) for name in line]) for number, line in enumerate(lines, 1)]
    return heads + [_two_rows(number, *lines[number - 2 : number]) for number in range(2, len(lines) + 1)]


def read_heading(value: object) -> str:
    """件号（必填）* is 件号."""
    if not isinstance(value, str):
        return ""
    plain = unicodedata.normalize("NFKC", value[:LONGEST_HEADING])
    return re.sub(r"[\s*:/\u200b\ufeff]|\(.*?\)", "", plain)


def _meant(name: str) -> str:
    return name if name in _PAIR else _COLUMN.get(name, "")


def _two_rows(number: int, above: list[str], below: list[str]) -> Header:
    """A head over two rows: a name may be merged down both, or a group over several names."""
    width = max(len(above), len(below))
    above, below = above + [""] * (width - len(above)), below + [""] * (width - len(below))
    names, meant, groups, group = [], [], [], ""
    for upper, lower in zip(above, below, strict=True):
        if upper:
            group = upper if lower else ""
        names.append(lower or upper)
        groups.append(group if lower and group != lower else "")
        if not lower:
            meant.append(_meant(upper))
        else:
            own = _meant(lower) or _meant(group + lower)
            meant.append(own or (_meant(group) if lower in BELOW_GROUP else ""))
    return Header(number, names, meant, has_groups=any(name in BELOW_GROUP for name in below), groups=groups)


def place_columns(header: Header, said: Container[str] = ()) -> Places:
    """Which column is which field. Raises Uncertain where that is not certain, or a needed one is missing that is
    not `said` elsewhere."""
    claims, whole = claim_columns(header)
    at = {column: _only(found, column, header) for column, found in claims.items()}
    if "主办单位" in at and "主办单位" not in whole:
        at.pop(PART, None)
    missing = [column for column in REQUIRED if column not in at and column not in said]
    if missing:
        read = {*at.values(), *(place for place, meant in enumerate(header.meant) if meant)}
        unread = [(place, name) for place, name in enumerate(header.names) if name and place not in read]
        sentence = f"{header.shown}。表里少了{len(missing)}列：{'、'.join(missing)}。"
        raise Uncertain(sentence, missing, unread=unread)
    return Places(at, {column: header.names[at[column]] for column in whole}, _notes(header, at))


def claim_columns(header: Header) -> tuple[dict[str, list[int]], list[str]]:
    """The places that could be each field, and the fields whose column may hold more than the field."""
    claims: dict[str, list[int]] = {}
    for column in (*COLUMNS, PART):
        meant = [place for place, meant in enumerate(header.meant) if meant == column]
        own = [place for place in meant if header.names[place] == column]
        if found := own or meant:
            claims[column] = found
    whole = []
    for pair in OF_ALL:
        of_all = [place for place, meant in enumerate(header.meant) if _PAIR.get(meant) == pair]
        first, second = pair
        # Where both columns have a name of their own, the third only says it again.
        if not of_all or (first in claims and second in claims):
            continue
        claims[first] = [*claims.get(first, []), *of_all]
        if second not in claims:
            whole.append(first)
    return claims, whole


def _only(found: list[int], column: str, header: Header) -> int:
    if len(found) == 1:
        return found[0]
    names = list(dict.fromkeys(header.names[place] for place in found))
    if len(names) == 1:
        said = f"表头里“{names[0]}”出现了不止一次（{'、'.join(map(column_letter, found))}），都像是{column}"
    else:
        rivals = [f"{column_letter(place)}“{header.names[place]}”" for place in found]
        said = f"{header.shown}。{'、'.join(rivals)}都像是{column}"
    raise Uncertain(f"{said}，不知道该读哪一列。", rivals=found, field=column)


def _notes(header: Header, at: dict[str, int]) -> list[str]:
    read = [f"“{header.names[place]}”读作{column}" for column, place in at.items() if header.names[place] != column]
    notes = [f"表头在第{header.row}行，{'，'.join(read)}。"] if read else []
    used = set(at.values())
    extra = dict.fromkeys(name for place, name in enumerate(header.names) if name and place not in used)
    if extra:
        notes.append(f"这几列没有读取：{'、'.join(extra)}。")
    return notes
