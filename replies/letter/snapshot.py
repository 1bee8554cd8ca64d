"""What is printed: a frozen value read from one JSON object, checked key by key.

The page is a pure function of it: same snapshot, same page. docs/case-format.md describes the keys.
"""

import hashlib
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, NoReturn, Self, TypeVar

from proposals.formats.proposers import address_names
from replies.letter.questions import QUESTION_KEYS, QUESTIONS

KINDS = ("建议", "提案")
CLASSIFICATIONS = ("已采纳", "正在研究", "留作参考", "已解决", "正在解决", "暂难解决")
DISCLOSURES = ("主动公开·全文", "主动公开·摘要", "依申请公开·全文", "依申请公开·摘要", "不公开")
FORMATS = ("普通", "信函格式")
CHANNELS = ("link", "paper", "dictated")
CONCLUSIONS = ("拒签", "联系不上", "未反馈", "已不再担任代表", "已不再担任委员")

# More than any real case holds; beyond it something has gone wrong.
MAX_BYTES = 1_000_000
MAX_LINE, MAX_TITLE, MAX_NAME, MAX_PLACE, MAX_NAMES, MAX_NAMES_TEXT = 60, 300, 40, 200, 60, 400
MAX_TEXT, MAX_BODY, MAX_PARAGRAPHS = 10_000, 30_000, 1_000

# Control characters, and halves of surrogate pairs.
_UNPRINTABLE = ("Cc", "Cs")
T = TypeVar("T")


class SnapshotError(ValueError):
    """A sentence for people that names the key."""


@dataclass(frozen=True, slots=True)
class SnapshotLetter:
    title: str
    body: str
    signed_on: date | None
    contact: str
    phone: str
    copies_to: tuple[str, ...]
    annexes: tuple[str, ...]  # 附件说明, one name an annex
    format: str  # of FORMATS


@dataclass(frozen=True, slots=True)
class SnapshotReview:
    opinion: str
    signer: str
    date: date | None


@dataclass(frozen=True, slots=True)
class SnapshotFeedback:
    deputy: str
    signer: str  # of a group: who answered for it
    marks: tuple[str, ...]  # one a question, in the order of QUESTIONS
    comment: str
    signed_on: date | None
    channel: str
    over: date | None  # the day of the earlier opinion over which it stands


@dataclass(frozen=True, slots=True)
class Silence:
    """A deputy who will not answer, and how often one has tried."""

    deputy: str
    conclusion: str  # of CONCLUSIONS
    attempts: int | None
    last_on: date | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Absent texts are "", absent dates and numbers None; the print leaves their place to the pen."""

    kind: str
    number: str
    session: str
    title: str
    deputies: tuple[str, ...]
    groups: tuple[str, ...]  # those of the deputies that are no person: 民盟宝山区委
    unit: str
    units: tuple[str, ...]  # the other 主办 units that signed the letter along, in their order
    document_number: str
    handler: str
    phone: str
    handling: str
    letter: SnapshotLetter | None
    classification: str
    disclosure: str
    review: SnapshotReview | None
    feedback: tuple[SnapshotFeedback, ...]
    silent: tuple[Silence, ...]
    round: int | None
    version: int | None
    verification: str

    @classmethod
    def from_json(cls, obj: object) -> Self:
        """Read an already decoded JSON object."""
        keys = _Keys(obj, "")
        snapshot = cls(
            kind=keys.choice("kind", KINDS, required=True),
            number=keys.line("number", required=True),
            session=keys.line("session", required=True),
            title=keys.line("title", MAX_TITLE, required=True),
            deputies=keys.names("deputies", required=True),
            groups=keys.names("groups"),
            unit=keys.line("unit"),
            units=keys.names("units", MAX_LINE),
            document_number=keys.line("document_number"),
            handler=keys.line("handler", MAX_NAME),
            phone=keys.line("phone", MAX_NAME),
            handling=keys.text("handling"),
            letter=keys.child("letter", _letter),
            classification=keys.choice("classification", CLASSIFICATIONS),
            disclosure=keys.choice("disclosure", DISCLOSURES),
            review=keys.child("review", _review),
            feedback=keys.children("feedback", _feedback),
            silent=keys.children("silent", _silence),
            round=keys.count("round"),
            version=keys.count("version"),
            verification=keys.line("verification"),
        )
        keys.finish()
        snapshot._check_feedback()
        for name in snapshot.groups:
            if name not in snapshot.deputies:
                raise SnapshotError(f"groups：“{_short(name)}”不在提出人名单中。")
        return snapshot

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Read a JSON file."""
        if len(data) > MAX_BYTES:
            raise SnapshotError(f"文件过大：最多 {MAX_BYTES // 1000} KB。")
        try:
            obj = json.loads(data.decode("utf-8-sig"), object_pairs_hook=_unique, parse_constant=_no_constant)
        except UnicodeDecodeError:
            raise SnapshotError("文件不是 UTF-8 编码的文本。") from None
        except json.JSONDecodeError as error:
            raise SnapshotError(f"文件不是 JSON：第 {error.lineno} 行第 {error.colno} 个字符处有误。") from None
        except SnapshotError:
            raise
        except (RecursionError, ValueError):
            raise SnapshotError("文件不是 JSON：嵌套过深或数字过长。") from None
        return cls.from_json(obj)

    def to_json(self) -> dict[str, Any]:
        """The same case as a JSON object with every key; from_json() gives an equal snapshot back."""
        obj = asdict(self)
        for row in obj["feedback"]:
            row |= zip(QUESTION_KEYS, row.pop("marks"), strict=True)
        plain: dict[str, Any] = _plain(obj)
        return plain

    def to_bytes(self) -> bytes:
        """The canonical bytes: sorted keys, UTF-8, no blanks."""
        return json.dumps(
            self.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        ).encode()

    @property
    def sha256(self) -> str:
        """Of its bytes (to_bytes), in hex."""
        return hashlib.sha256(self.to_bytes()).hexdigest()

    def address(self, names: Sequence[str]) -> str:
        """赵洪蓉、周建伟代表; 民盟宝山区委、周启委员."""
        noun = "委员" if self.kind == "提案" else "代表"
        return address_names([(name, name in self.groups) for name in names], noun)

    def _check_feedback(self) -> None:
        """Each row belongs to a deputy of this case, one row a deputy (namesakes have one each)."""
        left = Counter(self.deputies)
        said = [(f"feedback[{index}]", row.deputy) for index, row in enumerate(self.feedback)]
        for where, deputy in said + [(f"silent[{index}]", row.deputy) for index, row in enumerate(self.silent)]:
            if deputy not in left:
                raise SnapshotError(f"{where}.deputy：“{_short(deputy)}”不在提出人名单中。")
            left[deputy] -= 1
            if left[deputy] < 0:
                raise SnapshotError(f"{where}.deputy：“{_short(deputy)}”已有一份意见。")


def _letter(keys: "_Keys") -> SnapshotLetter | None:
    letter = SnapshotLetter(
        title=keys.line("title", MAX_TITLE),
        body=keys.text("body", MAX_BODY),
        signed_on=keys.date("signed_on"),
        contact=keys.line("contact", MAX_NAME),
        phone=keys.line("phone", MAX_NAME),
        copies_to=keys.names("copies_to", MAX_PLACE),
        annexes=keys.names("annexes", MAX_PLACE),
        format=keys.choice("format", FORMATS) or FORMATS[0],
    )
    return letter if any((letter.title, letter.body)) else None


def _review(keys: "_Keys") -> SnapshotReview | None:
    review = SnapshotReview(
        opinion=keys.text("opinion"), signer=keys.line("signer", MAX_NAME), date=keys.date("date")
    )
    return review if any((review.opinion, review.signer, review.date)) else None


def _feedback(keys: "_Keys") -> SnapshotFeedback:
    return SnapshotFeedback(
        deputy=keys.line("deputy", required=True),
        signer=keys.line("signer", MAX_NAME),
        marks=tuple(keys.choice(question.key, question.grades) for question in QUESTIONS),
        comment=keys.text("comment"),
        signed_on=keys.date("signed_on"),
        channel=keys.choice("channel", CHANNELS),
        over=keys.date("over"),
    )


def _silence(keys: "_Keys") -> Silence:
    return Silence(
        deputy=keys.line("deputy", required=True),
        conclusion=keys.choice("conclusion", CONCLUSIONS, required=True),
        attempts=keys.count("attempts"),
        last_on=keys.date("last_on"),
    )


class _Keys:
    """Takes values out of one JSON object, saying in a sentence what is wrong with which key."""

    def __init__(self, obj: object, path: str) -> None:
        if not isinstance(obj, dict):
            raise SnapshotError(f"{path or '文件内容'}：应为一个对象（花括号），不能是{_what(obj)}。")
        self.values: dict[str, Any] = dict(obj)
        self.path = f"{path}." if path else ""

    def fail(self, key: str, sentence: str) -> NoReturn:
        raise SnapshotError(f"{self.path}{key}：{sentence}。")

    def finish(self) -> None:
        """Every known key has been taken by now."""
        for key in self.values:
            self.fail(_short(str(key)), "没有这个项目，请核对拼写")

    def line(self, key: str, longest: int = MAX_LINE, *, required: bool = False) -> str:
        """One line of text."""
        value = self._text(key, self.values.pop(key, None), longest)
        if "\n" in value or "\t" in value:
            self.fail(key, "应为一行文字，不能换行")
        if required and not value:
            self.fail(key, "必须填写")
        return value

    def text(self, key: str, longest: int = MAX_TEXT) -> str:
        """Text of several paragraphs, one a line."""
        value = self._text(key, self.values.pop(key, None), longest)
        if value.count("\n") >= MAX_PARAGRAPHS:
            self.fail(key, f"段落过多，最多 {MAX_PARAGRAPHS} 段")
        return value

    def choice(self, key: str, allowed: tuple[str, ...], *, required: bool = False) -> str:
        value = self.values.pop(key, None)
        if value in (None, "") and not required:
            return ""
        if value not in allowed:
            self.fail(key, f"应为 {'、'.join(allowed)} 之一，不能是{_what(value)}")
        return str(value)

    def names(self, key: str, longest: int = MAX_NAME, *, required: bool = False) -> tuple[str, ...]:
        value = self.values.pop(key, None)
        if value is None and not required:
            return ()
        if not isinstance(value, list):
            self.fail(key, f"应为名称的列表（方括号），不能是{_what(value)}")
        names = tuple(self._text(f"{key}[{index}]", name, longest) for index, name in enumerate(value))
        for index, name in enumerate(names):
            if not name or "\n" in name or "\t" in name:
                self.fail(f"{key}[{index}]", "应为一个名称，不能为空或换行")
        if required and not names:
            self.fail(key, "至少要有一个")
        if len(names) > MAX_NAMES or sum(map(len, names)) > MAX_NAMES_TEXT:
            self.fail(key, f"名单过长，最多 {MAX_NAMES} 个、共 {MAX_NAMES_TEXT} 字")
        return names

    def date(self, key: str) -> date | None:
        value = self.values.pop(key, None)
        if value in (None, ""):
            return None
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            self.fail(key, f"应为“2024-03-05”这样的日期，不能是{_what(value)}")
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(key, f"没有“{value}”这一天")

    def count(self, key: str) -> int | None:
        value = self.values.pop(key, None)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 9999:
            self.fail(key, f"应为 1 到 9999 的整数，不能是{_what(value)}")
        return value

    def child(self, key: str, read: "Callable[[_Keys], T]") -> T | None:
        value = self.values.pop(key, None)
        if value is None:
            return None
        return self._read(key, value, read)

    def children(self, key: str, read: "Callable[[_Keys], T]") -> tuple[T, ...]:
        value = self.values.pop(key, None)
        if value is None:
            return ()
        if not isinstance(value, list):
            self.fail(key, f"应为列表（方括号），不能是{_what(value)}")
        if len(value) > MAX_NAMES:
            self.fail(key, f"过多，最多 {MAX_NAMES} 个")
        return tuple(self._read(f"{key}[{index}]", item, read) for index, item in enumerate(value))

    def _read(self, key: str, value: object, read: "Callable[[_Keys], T]") -> T:
        keys = _Keys(value, self.path + key)
        result = read(keys)
        keys.finish()
        return result

    def _text(self, key: str, value: object, longest: int) -> str:
        if value is None:
            return ""
        if not isinstance(value, str):
            self.fail(key, f"应为文字，不能是{_what(value)}")
        if len(value) > longest:
            self.fail(key, f"过长，最多 {longest} 字，现有 {len(value)} 字")
        value = value.replace("\r\n", "\n").replace("\r", "\n").strip()
        for character in value:
            if character not in "\n\t" and unicodedata.category(character) in _UNPRINTABLE:
                self.fail(key, f"含有不能打印的字符 U+{ord(character):04X}")
        return value


def _what(value: object) -> str:
    """A wrong value in words."""
    if value is None:
        return "空"
    if isinstance(value, str):
        return f"“{_short(value)}”"
    if isinstance(value, bool):
        return "真假值"
    if isinstance(value, int | float):
        return "数字"
    return "列表" if isinstance(value, list) else "对象"


def _short(text: str) -> str:
    """Fit to stand in a sentence on a terminal: short, and nothing that moves the cursor."""
    shown = "".join(character if character.isprintable() else "�" for character in text[:20])
    return shown + ("…" if len(text) > 20 else "")


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    obj = dict(pairs)
    if len(obj) < len(pairs):
        key = next(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
        raise SnapshotError(f"{_short(key)}：出现了两次。")
    return obj


def _no_constant(name: str) -> NoReturn:
    raise SnapshotError(f"文件不是 JSON：不能有 {name}。")


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value
