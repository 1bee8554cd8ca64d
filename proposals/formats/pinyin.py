"""Names by the initials of their pinyin, as people type them: zhr for 赵洪蓉."""

from itertools import product

from django.db import models

# Surnames that are read otherwise than the character alone: 单 is Shàn, 曾 Zēng. Where families differ, each of them.
SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "盖": "g", "区": "o", "朴": "p", "翟": "z", "覃": "qt",
    "乐": "yl", "员": "y", "冼": "x", "种": "c", "秘": "b", "折": "s", "么": "y", "召": "s", "祭": "z", "尉": "wy",
    "晁": "c", "贲": "b", "卜": "b", "缪": "m", "隗": "wk", "洗": "x", "車": "c", "车": "c", "万": "w", "沈": "s",
    "石": "s", "柏": "b", "褚": "c", "郇": "xh", "逄": "p", "臧": "z", "郗": "xc", "幺": "y", "宓": "mf", "教": "j",
    "叶": "y", "薄": "b", "能": "n", "都": "d", "过": "g", "要": "y", "阚": "k", "葛": "g", "殷": "y", "厘": "x",
    "长孙": "zs", "尉迟": "yc", "万俟": "mq", "澹台": "tt", "单于": "cy", "令狐": "lh", "宰父": "zf", "鲜于": "xy",
}  # fmt: skip
MOST = 24  # readings of one name that are kept


def name_initials(name: str) -> str:
    """Every way in which the name may be typed, between blanks: " zhr ". What has no reading is left out; of a
    character of the given name that has several readings, each counts."""
    from pypinyin import Style, pinyin  # 50 MB that a process which only prints need not carry

    name = "".join(name.split())
    head = next((name[:size] for size in (2, 1) if name[:size] in SURNAMES), "")
    readings = [list(SURNAMES[head])] if len(head) == 1 else [[letter] for letter in SURNAMES.get(head, "")]
    if not head and name:
        first = pinyin(name[0], Style.FIRST_LETTER, errors=_letters)  # type: ignore[arg-type]  # None leaves the character out
        readings, head = [[row[0]] for row in first], name[0]
    for character in name[len(head) :]:
        readings += pinyin(character, Style.FIRST_LETTER, heteronym=True, errors=_letters)  # type: ignore[arg-type]  # None leaves the character out
    ways = ["".join(way) for _, way in zip(range(MOST), product(*readings), strict=False)]
    return f" {' '.join(dict.fromkeys(ways))} ".lower() if any(ways) else ""


def spell_name(name: str) -> list[str]:
    """The pinyin of each character, to sort by."""
    from pypinyin import lazy_pinyin  # as above

    return lazy_pinyin(name)


def _letters(rest: str) -> str | None:
    return rest if rest.isascii() and rest.isalpha() else None


class Initials(models.CharField[str, str]):
    """The initials of the row's `name`, worked out whenever the row is written, one by one or in bulk."""

    def pre_save(self, row: models.Model, add: bool) -> str:
        value = name_initials(row.name)[: self.max_length]  # type: ignore[attr-defined]  # every model with it has a name
        setattr(row, self.attname, value)
        return value
