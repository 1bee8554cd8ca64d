"""What was taken from a Word file: the title, the body, the values that have fields of their own, what to tell."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from proposals.formats.chinese import FIGURE
from replies.letter.choices import read_classification, read_disclosure
from replies.letter.docx.labels import LONGEST_VALUE, Mark, bare, squeeze
from replies.letter.snapshot import MAX_NAME, MAX_NAMES_TEXT, MAX_PLACE

_PHONE = re.compile(
    rf"(?:[（(]?0{FIGURE}{{2,3}}[）)]?\s*[-－—–]?\s*)?{FIGURE}{{7,8}}(?!{FIGURE})|(?<!{FIGURE})1{FIGURE}{{10}}"
)
FIELDS = ("handling", "document_number", "contact", "phone", "annexes", "copies_to", "classification", "disclosure")
_LONGEST = {"document_number": MAX_NAME, "contact": MAX_NAME, "phone": 30}
_NONE = ("无", "/", "-", "—", "——")
_SPREAD = re.compile(r"[\u3400-\u9fff](?:\s+[\u3400-\u9fff])+")  # 陆 一 鸣
_FIELDS = {"发文字号": "document_number", "联系人": "contact", "联系电话": "phone"}
_LISTS = {"附件": "annexes", "抄送": "copies_to"}
# Chosen from a list: taken where the words, or the one box that is ticked, are of the list.
_CHOICES = {"类别": ("classification", read_classification), "公开属性": ("disclosure", read_disclosure)}
_NUMBERED = re.compile(rf"(?:^|[\s；;]){FIGURE}{{1,2}}\s*[.．、]\s*")


@dataclass
class WordText:
    """The title and the body for the editor, what goes into the other fields, and what to tell."""

    title: str = ""
    lines: list[str] = field(default_factory=list)
    document_number: str = ""
    contact: str = ""
    phone: str = ""
    annexes: list[str] = field(default_factory=list)
    copies_to: list[str] = field(default_factory=list)
    classification: str = ""
    disclosure: str = ""
    handling: list[str] = field(default_factory=list)
    unit: str = ""  # of the signature: the program prints the case's own
    beside: list[str] = field(default_factory=list)  # what is printed or belongs to another step, as it was written
    left_out: list[str] = field(default_factory=list)  # sentences, one a thing
    notes: list[str] = field(default_factory=list)

    @property
    def body(self) -> str:
        return "\n".join(self.lines)

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a draft that the file fills, beside title and body; lists one a line."""
        held = {name: getattr(self, name) for name in FIELDS}
        return {name: one if isinstance(one, str) else "\n".join(one) for name, one in held.items() if one}

    def drop_fields(self, names: Iterable[str]) -> None:
        """Forget what the form at hand has no field for."""
        for name in names:
            setattr(self, name, type(getattr(self, name))())

    def take(self, mark: Mark) -> None:
        """Put a value where it belongs. What has a place already, or is too long for it, is told."""
        if mark.name in _FIELDS and len(mark.value) > LONGEST_VALUE:
            self.beside.append(mark.said)
        elif mark.name == "联系人":
            self._take_contact(mark)
        elif mark.name in _FIELDS:
            self._set(_FIELDS[mark.name], mark.value, mark)
        elif mark.name in _LISTS:
            self._add(_LISTS[mark.name], mark)
        elif mark.name in _CHOICES:
            self._choose(*_CHOICES[mark.name], mark)
        elif mark.name == "落款":
            self.unit = self.unit or mark.value
            self.beside.append(mark.said)
        elif mark.value or mark.label:
            self.beside.append(mark.said)

    def _take_contact(self, mark: Mark) -> None:
        phone = _PHONE.search(mark.value)
        name = bare(mark.value[: phone.start()] if phone else mark.value)
        name = re.sub(r"(?:联系)?电话\s*[：:]?$", "", name).strip()
        self._set("contact", squeeze(name) if _SPREAD.fullmatch(name) else name, mark)
        if phone:
            self._set("phone", bare(mark.value[phone.start() :]), mark)

    def _set(self, name: str, value: str, mark: Mark) -> None:
        if not value or value == getattr(self, name):
            return
        if getattr(self, name) or len(value) > _LONGEST[name]:
            self.beside.append(mark.said)
        else:
            setattr(self, name, value)

    def _choose(self, name: str, read: Callable[[str], str], mark: Mark) -> None:
        said = read(mark.value)
        if said and getattr(self, name) in ("", said):
            setattr(self, name, said)
        elif mark.value or mark.label:
            self.beside.append(mark.said)

    def _add(self, name: str, mark: Mark) -> None:
        said = split_annexes(mark.value) if name == "annexes" else split_units(mark.value)
        names = [*getattr(self, name), *(one for one in said if one not in _NONE)]
        if sum(map(len, names)) > MAX_NAMES_TEXT or any(len(one) > MAX_PLACE for one in names):
            self.beside.append(mark.said)
        else:
            setattr(self, name, list(dict.fromkeys(names)))


def split_units(text: str) -> list[str]:
    """区人大常委会代表工委，区政府办公室。 → its names; between commas 、 belongs to a name (各街道、镇)."""
    text = text.strip().rstrip("。.")
    by = "[，,；;\n]" if re.search("[，,；;]", text) else "[、\n]"
    return [name for one in re.split(by, text) if (name := one.strip())]


def split_annexes(text: str) -> list[str]:
    """1.清单 2.安排表, on one line or several → the names; a line without a number goes on with the one above."""
    names: list[str] = []
    for line in text.split("\n"):
        parts = _NUMBERED.split(line.strip())
        if parts[0].strip():
            if names:
                names[-1] += parts[0].strip()
            else:
                names.append(parts[0].strip())
        names += [one.strip() for one in parts[1:]]
    return [name for one in names if (name := one.strip().rstrip("；;。，,").strip())]
