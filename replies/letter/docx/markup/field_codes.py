"""Fields that Word works out: what is seen of them is their result. EQ has none: ① and 拼音 are spelled here."""

import re
from dataclasses import dataclass

_CIRCLED = re.compile(r"\\o\s*(?:\\a[clr])?\s*\(\s*[○〇◯□△◇]\s*[,，;]\s*(.+?)\s*\)")
_PHONETIC = re.compile(r"\\o\s*\\a[dclr]\s*\(\s*\\s\s*\\up\s*\d+\s*\(.*?\)\s*[,，;]\s*(.+?)\s*\)")
LONGEST_CODE = 300


def spell_equation(code: str) -> str | None:
    """What Word shows of an EQ field that is a circled character or one with its 拼音; None for every other."""
    if len(code) > LONGEST_CODE:
        return None
    plain = re.sub(r"\\\*\s*\S+\s*|\"[^\"]*\"|\\\*", " ", code)
    if found := _PHONETIC.search(plain):
        return found[1]
    if found := _CIRCLED.search(plain):
        number = int(found[1]) if re.fullmatch(r"\d{1,2}", found[1], re.ASCII) else 0
        return chr(ord("①") + number - 1) if 0 < number <= 20 else found[1]
    return None


@dataclass
class _Field:
    code: str = ""
    in_result: bool = False


class FieldCodes:
    """The fields that are open at a place in the text. `lost`: fields with nothing to show for them."""

    def __init__(self) -> None:
        self.open: list[_Field] = []
        self.lost = 0

    @property
    def in_code(self) -> bool:
        """Whether what comes next is part of a code, and not seen."""
        return any(not one.in_result for one in self.open)

    def add_code(self, text: str) -> None:
        if self.in_code:
            self.open[-1].code += text

    def turn(self, kind: str) -> str:
        """Pass a mark of a field: begin, separate, end. Gives the text that an equation shows."""
        if kind == "begin":
            self.open.append(_Field())
        elif self.open and kind == "separate":
            self.open[-1].in_result = True
        elif self.open and kind == "end":
            return self._close(self.open.pop())
        return ""

    def _close(self, field: _Field) -> str:
        if field.in_result or not re.match(r"\s*eq\b", field.code, re.IGNORECASE):
            return ""
        spelled = spell_equation(field.code)
        self.lost += spelled is None
        return spelled or ""

    def end_paragraph(self) -> None:
        """A code ends with its paragraph: a file that never closes one loses no more than that."""
        self.open = [one for one in self.open if one.in_result]
