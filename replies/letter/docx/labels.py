"""The labelled values of a line: what an office writes on a letter's first and last lines and in a 发文稿纸.

宝建〔2026〕18号        签发人：陆一鸣          联 系 人：高扬　电话：021-55550111
"""

import re
from dataclasses import dataclass

from proposals.formats.chinese import FIGURE
from replies.letter.labels import NAMES

# What a form tells apart less finely: who wrote it and whose it is are printed nowhere.
_AS = {"联系人和电话": "联系人", "承办单位": "拟稿", "承办单位和电话": "拟稿", "负责人": "领导意见"}
_NAMES = {label: _AS.get(name, name) for label, name in NAMES.items()}
LABEL_NAMES = frozenset(_NAMES.values())
# The paper of another step, with its own 标题: that of the suggestion.
FORM_LABELS = ("提出人", "办理情况", "代表签名", "承办单位对办理结果的分类")

_NUMBER = (
    r"[^\s\d０-９：:，。；、]{1,12}\s*"
    rf"[〔\[【（(［]\s*{FIGURE}{{4}}\s*[〕\]】）)］]\s*第?\s*{FIGURE}{{1,5}}\s*号"
)
_DOCUMENT_NUMBER = re.compile(_NUMBER)
# On a line of their own: labels that may stand where no table says so.
_ON_LINES: tuple[str, ...] = (
    "发文字号",
    "签发人",
    "类别",
    "公开属性",
    "密级",
    "紧急程度",
    "拟稿",
    "核稿",
    "会签",
    "印发",
    "编号",
)
_ON_LINES += ("领导意见", "联系人", "联系电话", "地址", "网页")


def _spread(label: str) -> str:
    """A label spread for alignment: 签 发 人."""
    return r"\s*".join(label)


def _pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    labels = sorted((label for label, name in _NAMES.items() if name in names), key=len, reverse=True)
    return re.compile(rf"(?P<label>{'|'.join(map(_spread, labels))})\s*[：:]")


_LABELLED = _pattern(_ON_LINES)
_ENDS = " \t\u3000，,；;。."
_BRACKETS = (("（", "）"), ("(", ")"), ("【", "】"))
LONGEST_LINE, LONGEST_VALUE = 300, 80


@dataclass(frozen=True, slots=True)
class Mark:
    """A value with the name of what it is for, and the label it was written with."""

    name: str
    value: str
    label: str = ""

    @property
    def said(self) -> str:
        value = self.value[:LONGEST_VALUE] + ("…" if len(self.value) > LONGEST_VALUE else "")
        return f"{self.label or self.name}：{value}" if value else self.label or self.name


def squeeze(text: str) -> str:
    """The text without blanks: a label or a name spread over a line is the same."""
    return re.sub(r"\s", "", text)


def bare(text: str) -> str:
    """A value without what belongs to the line at its ends: half a bracket, a comma, brackets around it all."""
    text = text.strip(_ENDS)
    for opening, closing in _BRACKETS:
        if text.startswith(opening) and (text.endswith(closing) or closing not in text):
            text = text[1:].strip(_ENDS)
        if text.endswith(opening) or (text.endswith(closing) and text.count(opening) < text.count(closing)):
            text = text[:-1].strip(_ENDS)
    return text


def label_name(text: str) -> str:
    """What a cell with only a label in it is for: 拟 稿 → 拟稿; "" where it is no label."""
    return _NAMES.get(re.sub(r"[\s：:]", "", text), "")


def split_labelled(text: str) -> tuple[str, str] | None:
    """A cell that begins with its label: 拟稿：陆一鸣."""
    label, colon, value = text.replace(":", "：").partition("：")
    name = label_name(label) if colon else ""
    return (name, value.strip()) if name else None


def read_marks(text: str) -> list[Mark]:
    """The labelled values and the 发文字号 that make up the whole line; [] where anything else stands in it."""
    line = text.strip()
    if len(line) > LONGEST_LINE:
        return []
    found: list[tuple[int, int, str, str]] = []  # from, value from, name, label
    for at in _LABELLED.finditer(line):
        if not found or at.start() >= found[-1][1]:
            label = squeeze(at["label"])
            found.append((at.start(), at.end(), _NAMES[label], label))
    before = line[: found[0][0]] if found else line
    first = bare(before)
    if first and not _DOCUMENT_NUMBER.fullmatch(first):
        return []
    marks = [Mark("发文字号", squeeze(first))] if first else []
    for row, (_, start, name, label) in enumerate(found):
        end = found[row + 1][0] if row + 1 < len(found) else len(line)
        value = bare(line[start:end])
        number = _DOCUMENT_NUMBER.search(value) if name != "发文字号" else None
        if number and number.end() == len(value):  # 签发人：陆一鸣    宝建〔2026〕18号
            marks.append(Mark("发文字号", squeeze(number[0])))
            value = value[: number.start()].strip()
        marks.append(Mark(name, value, label))
    return marks if all(len(mark.value) <= LONGEST_VALUE for mark in marks) else []
