"""件号, the number of a suggestion, as each place writes it: 070, 52, 155144, 台52, HG-201901287, B-012, 闭会第3号.

It is kept and printed as the place writes it. What tells two numbers apart, finds one and puts them in order is its
key: 第070号, ０７０ and 70 have the same.
"""

import re
import unicodedata

MOST = 24  # characters of a number
KEY_MOST = 220  # of the longest key such a number has: a figure and a character by turns
FIGURES = 12  # to which the key fills a run of figures up, so that 9 stands before 10

_KINDS = "代表建议|委员提案|政协提案|集体提案|建议|提案"
_HAN = r"\u3400-\u4dbf\u4e00-\u9fff"
# ＡＢＣ, ０１２ and the marks between them, typed with the input method for Chinese.
_HALF = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
_HALF |= {ord("－"): "-", ord("—"): "-", ord("–"): "-", ord("．"): "."}
_BRACKETED = r"[（(〔［\[][^（）()〔〕［］\[\]]{1,16}[）)〕］\]]"
_NUMBER = re.compile(
    rf"(?P<before>{_BRACKETED})?"
    rf"(?!-)(?P<head>(?:No\.?|№)?第?[A-Z]{{0,4}}-?[{_HAN}]{{0,10}}[A-Z]{{0,4}}-?)"
    r"(?P<figures>[0-9]{1,12}(?:-[0-9]{1,6})?)(?P<letter>[A-Z]?)(?P<tail>号?)",
    re.IGNORECASE,
)


def keep_number(written: str) -> str:
    """The number as it is kept: without blanks and 第…号 around a plain one, which every sentence puts there; in
    half-width figures. "" for what is no number: no figure other than 0, less than 0, a date, a title."""
    plain = re.sub(r"\s", "", written).translate(_HALF)
    plain = re.sub(rf"^(?:{_KINDS})(?=.)|(?<=.)(?:{_KINDS})$", "", plain)
    match = _NUMBER.fullmatch(plain)
    if not match or len(plain) > MOST or not re.search("[1-9]", match["figures"]):
        return ""
    if not match["before"]:
        plain = plain.removeprefix("第")
    return plain if "第" in plain else plain.removesuffix("号")


def number_key(written: str) -> str:
    """What is the same of a number however one types it, in order as the numbers are: figures filled up with zeros,
    other characters by their code after every figure. Small and large letters, 第, 号, No., what stands in brackets
    before it and a dash that joins letters and figures make no difference. Nothing but small letters and figures, so
    that every database puts them into the same order."""
    return "".join(map(_run, number_runs(written)))[:KEY_MOST]


def number_runs(written: str) -> list[str]:
    """The runs of figures and of other characters that the key is made of: HG-201901287 is HG and 201901287."""
    plain = unicodedata.normalize("NFKC", re.sub(r"\s", "", written).translate(_HALF)).upper()
    plain = re.sub(rf"^(?:{_KINDS})(?=.)|(?<=.)(?:{_KINDS})$", "", plain)
    plain = re.sub(r"^[(〔\[][^()〔〕\[\]]*[)〕\]](?=.)|^NO\.?(?=-?[0-9])|[第号]", "", plain)
    plain = re.sub(r"(?<![0-9])-|-(?![0-9])", "", plain)
    return re.findall("[0-9]+|[^0-9]+", plain)


def _run(run: str) -> str:
    if run[0] in "0123456789":
        return run.lstrip("0").zfill(FIGURES)
    return "z" + "".join(f"{ord(character):05x}" for character in run)


def short_number(number: str) -> str:
    """How a list names it: 070号, 台52号, 闭会第3号."""
    return number if number.endswith("号") else f"{number}号"


def full_number(number: str) -> str:
    """How a sentence names it: 第070号, 第台52号, 闭会第3号, NO.105号. Nothing of it is added that is there."""
    has_own = "第" in number or number.endswith("号") or re.match("闭会|No|№", number, re.IGNORECASE)
    return short_number(number) if has_own else f"第{short_number(number)}"
