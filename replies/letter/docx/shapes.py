"""What the lines of a letter look like: its opening, a title, a unit, a date."""

import re

from proposals.formats.chinese import FIGURE
from replies.letter.docx.labels import read_marks, squeeze
from replies.letter.docx.markup.lines import Line

_FIGURES = "[〇○零一二三四五六七八九十０-９0-9]"
_NUMERIC = rf"{FIGURE}{{4}}[./-]{FIGURE}{{1,2}}[./-]{FIGURE}{{1,2}}"
DATE = rf"(?:{_FIGURES}{{4}}\s*年\s*{_FIGURES}{{0,3}}\s*月(?:\s*{_FIGURES}{{0,3}}\s*日)?|{_NUMERIC})"
DATE_LINE = re.compile(rf"[（(]?\s*{DATE}\s*[）)]?")
# What the first sentence of a letter or an opinion says.
OPENING = re.compile(r"收\s?悉|(?:答复|回复|函复|函告|复函|反馈|意见|报告)(?:函告|反馈|回复)?如下")
SALUTATION = re.compile(
    r"(?!.*(?:收悉|如下[：:]))[^。；！？]{1,120}"
    r"(?:代表|委员|同志|先生|女士|你好|您好|你们好|您们好|主席|主任|小组|代表团|团"
    r"|局|委|办|厅|处|部|会|院|所|中心|公司|单位|政府|街道|镇|乡|集团|学校|大队|支队)"
    r"(?:[（(][^）)]{1,40}[）)])?\s*[：:]"
)
_TITLE_END = (
    r"(?:答复|复函|回复|回复函|答复函|函复|意见|意见函|办理情况|情况说明|函|报告|汇报)(?:的函|意见|报告|稿|函)?"
)
TITLE = re.compile(
    rf"(?:[^。！？：]{{0,40}}(?:关于|对|就)|《)[^。！？]{{4,}}{_TITLE_END}(?:\s*[（(][^）)]{{1,20}}[）)])?"
)
UNIT = re.compile(
    r"[\u3400-\u9fff（）()、\s]{2,50}"
    r"(?:局|委|委员会|政府|办公室|办事处|厅|处|科|部|中心|公司|集团|院|会|所|队|站|办|社|校|团|镇|街道|联合会|协会)"
    r"(?:\s*[（(](?:盖章|公章|印章|章|签名|签字)[）)])?"
)
SEAL = re.compile(r"\s*[（(]\s*(?:盖章|公章|印章|章|签名|签字)\s*[）)]")
NO_TEXT = re.compile(r"[（(]\s*此页无正文.{0,20}[）)]|此页无正文")
# Longer lines are text: no pattern need try them.
LONGEST_TITLE, LONGEST_END = 300, 120


def is_salutation(text: str) -> bool:
    """Whether a line only addresses somebody: 林佩芬、顾晓代表："""
    marks = read_marks(text)
    return bool(SALUTATION.fullmatch(text.strip())) and not marks


def opens_letter(line: Line) -> bool:
    """Whether a letter's own text begins in this line, with whom it addresses or with what it answers."""
    return not line.label and (is_salutation(line.text) or bool(OPENING.search(line.text)))


def is_title(text: str) -> bool:
    """Whether words alone tell a title: 关于…的答复."""
    return len(text) <= LONGEST_TITLE and bool(TITLE.fullmatch(squeeze(text)))


def is_unit(text: str) -> bool:
    return bool(UNIT.fullmatch(text.strip()))


def signed_date(text: str) -> tuple[str, str] | None:
    """The unit, if it stands in the same line, and the date of a line that ends a letter."""
    line = text.strip()
    if len(line) > LONGEST_END:
        return None
    if DATE_LINE.fullmatch(line):
        return "", squeeze(line)
    found = re.fullmatch(rf"(?P<unit>\S.*?)[\s\t　]+(?P<date>{DATE})", line)
    return (SEAL.sub("", found["unit"]).strip(), squeeze(found["date"])) if found and is_unit(found["unit"]) else None
