"""Automatic numbers of a Word file: how a list counts, starts again, is overridden and is reached through styles."""

import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from replies.letter.docx.markup.list_numbers import FORMATS, chinese_numeral, letter_numeral, roman_numeral
from tests.replies.letter.docx.made import CENTRE, TITLE, add, add_letter, new_file, read

NAMES = nsdecls("w")


def level(at, text, kind="decimal", *, start=1, more=""):
    counted = f'<w:start w:val="{start}"/>' if start is not None else ""
    return f'<w:lvl w:ilvl="{at}">{counted}<w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


THREE = level(0, "%1、", "chineseCounting") + level(1, "（%2）", "chineseCounting") + level(2, "%3. ")


class Made:
    """A letter whose further lines are numbered."""

    def __init__(self):
        self.file = new_file()
        add(self.file, TITLE, align=CENTRE, size=22)
        add_letter(self.file)
        self.numbering = self.file.part.numbering_part.element

    def counts(self, number, levels, *, abstract=None, more=""):
        """A list: its definition, unless another list's is used, and the list itself."""
        of = abstract or number
        if abstract is None:
            self.numbering.insert(
                0, parse_xml(f'<w:abstractNum {NAMES} w:abstractNumId="{of}">{levels}</w:abstractNum>')
            )
        inside = f'<w:abstractNumId w:val="{of}"/>{more}'
        self.numbering.append(parse_xml(f'<w:num {NAMES} w:numId="{number}">{inside}</w:num>'))

    def style(self, name, inside, *, kind="paragraph", more=""):
        row = f'<w:style {NAMES} w:type="{kind}" w:styleId="{name}" {more}><w:name w:val="{name}"/>{inside}</w:style>'
        self.file.styles.element.append(parse_xml(row))

    def line(self, number=None, at=None, style=None):
        rows = f'<w:ilvl w:val="{at}"/>' if at is not None else ""
        rows += f'<w:numId w:val="{number}"/>' if number is not None else ""
        properties = add(self.file, "项。")._p.get_or_add_pPr()
        if rows:
            properties.append(parse_xml(f"<w:numPr {NAMES}>{rows}</w:numPr>"))
        if style:
            properties.insert(0, parse_xml(f'<w:pStyle {NAMES} w:val="{style}"/>'))

    def lines(self, *places, number=77):
        for at in places:
            self.line(number, at)

    def read(self):
        """What stands before 项。 in each of the further lines."""
        return [line.removesuffix("项。").rstrip() for line in read(self.file).lines[4:]]


@pytest.fixture
def made():
    return Made()


# ---- counting ----------------------------------------------------------------------------------------------


def test_a_level_counts_on_and_starts_again_below_a_higher_one(made):
    made.counts(77, THREE)
    made.lines(0, 1, 1, 2, 2, 1, 2, 0, 1, 2)
    assert made.read() == ["一、", "（一）", "（二）", "1.", "2.", "（三）", "1.", "二、", "（一）", "1."]


def test_a_level_may_be_made_to_count_on(made):
    made.counts(77, level(0, "%1、") + level(1, "%2. ", more='<w:lvlRestart w:val="0"/>'))
    made.lines(0, 1, 0, 1, 1)
    assert made.read() == ["1、", "1.", "2、", "2.", "3."]


def test_a_level_may_start_again_only_below_one_that_is_named(made):
    made.counts(77, level(0, "%1、") + level(1, "（%2）") + level(2, "%3. ", more='<w:lvlRestart w:val="1"/>'))
    made.lines(0, 1, 2, 1, 2, 0, 2)
    assert made.read() == ["1、", "（1）", "1.", "（2）", "2.", "2、", "1."]


def test_a_list_starts_where_it_says(made):
    made.counts(77, level(0, "%1. ", start=3) + level(1, "（%2）", start=0) + level(2, "%3、", start=None))
    made.lines(0, 0, 1, 2, 2)
    assert made.read() == ["3.", "4.", "（0）", "0、", "1、"]


def test_a_second_list_of_one_definition_counts_on_or_from_its_own_start(made):
    made.counts(77, THREE)
    made.counts(78, "", abstract=77)
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    made.counts(79, "", abstract=77, more=again)
    made.lines(0)
    made.lines(0, number=78)
    made.lines(0, 0, number=79)
    made.lines(0)
    assert made.read() == ["一、", "二、", "五、", "六、", "七、"]


def test_a_list_may_count_a_level_in_its_own_way(made):
    made.counts(77, THREE)
    other = f'<w:lvlOverride w:ilvl="0">{level(0, "第%1条", "chineseCounting")}</w:lvlOverride>'
    made.counts(78, "", abstract=77, more=other)
    made.lines(0)
    made.lines(0, 1, number=78)
    assert made.read() == ["一、", "第二条", "（一）"]


def test_a_number_of_several_levels(made):
    whole = level(0, "%1、", "chineseCounting") + level(1, "%1.%2 ", "decimal")
    made.counts(77, whole + level(2, "%1.%2.%3 ", "decimal", more="<w:isLgl/>") + level(3, "%1.%9）"))
    made.lines(0, 1, 2, 3)
    made.lines(2, number=77)
    assert made.read() == ["一、", "一.1", "1.1.1", "一.）", "1.1.2"]


def test_a_level_below_one_that_never_came_counts_that_from_its_start(made):
    made.counts(77, level(0, "%1. ", start=4) + level(1, "%1.%2 "))
    made.lines(1, 1, 0, 1)
    assert made.read() == ["4.1", "4.2", "4.", "4.1"]


@pytest.mark.parametrize("places", [("0", 0), ("99", 0), ("77", 8), ("x", 0), ("77", "x")])
def test_what_is_in_no_list_has_no_number(made, places):
    made.counts(77, THREE)
    made.line(*places)
    assert made.read() == ["一、" if places == ("77", "x") else ""]


def test_bullets_and_pictures_are_no_numbers_and_are_told(made):
    made.counts(77, level(0, "\uf0b7", "bullet") + level(1, "%2.", more='<w:lvlPicBulletId w:val="0"/>'))
    made.lines(0, 1)
    found = read(made.file)
    assert found.lines[4:] == ["项。", "项。"]


# ---- through styles ------------------------------------------------------------------------------------------


def numbered(number, at=None):
    rows = f'<w:ilvl w:val="{at}"/>' if at is not None else ""
    return f'<w:pPr><w:numPr>{rows}<w:numId w:val="{number}"/></w:numPr></w:pPr>'


def test_a_style_numbers_its_paragraphs_and_a_paragraph_s_own_words_come_first(made):
    made.counts(77, THREE)
    made.style("A", numbered(77))
    made.style("B", numbered(77, 1))
    made.style("C", f'<w:basedOn w:val="B"/>{numbered(77, 2)}')
    made.style("D", '<w:basedOn w:val="B"/>')
    for name in ("A", "B", "C", "D"):
        made.line(style=name)
    made.line(0, style="A")  # taken out of the list
    made.line(77, 2, style="A")
    assert made.read() == ["一、", "（一）", "1.", "（二）", "", "1."]


def test_a_level_that_names_a_style_is_that_style_s(made):
    made.counts(77, level(0, "%1、", "chineseCounting") + level(1, "（%2）", more='<w:pStyle w:val="B"/>'))
    made.style("A", numbered(77))
    made.style("B", numbered(77))
    made.line(style="A")
    made.line(style="B")
    assert made.read() == ["一、", "（1）"]


def test_a_style_that_is_its_own_base_ends_nowhere(made):
    made.style("A", '<w:basedOn w:val="B"/>')
    made.style("B", '<w:basedOn w:val="A"/>')
    made.line(style="A")
    assert made.read() == [""]


def test_a_paragraph_without_a_style_has_the_default_one(made):
    made.counts(77, THREE)
    for row in made.file.styles.element.iterchildren():
        row.attrib.pop(f"{{{row.nsmap['w']}}}default", None)
    made.style("T", numbered(77), kind="table", more='w:default="1"')
    made.style("P", numbered(77, 1), more='w:default="1"')
    assert read(made.file).lines[0].startswith("（")
    made.style("Q", "<w:pPr/>")
    made.line(style="Q")
    assert made.read()[-1] == ""


def test_a_list_that_is_another_style_s_counts_as_that_does(made):
    made.counts(77, THREE)
    made.style("L", numbered(77), kind="numbering")
    made.counts(78, '<w:numStyleLink w:val="L"/>')
    made.lines(0, number=77)
    made.lines(0, 1, number=78)
    assert made.read() == ["一、", "二、", "（一）"]


def test_lists_that_are_each_other_s_have_no_number(made):
    made.style("L", numbered(78), kind="numbering")
    made.style("M", numbered(77), kind="numbering")
    made.counts(77, '<w:numStyleLink w:val="L"/>')
    made.counts(78, '<w:numStyleLink w:val="M"/>')
    made.lines(0)
    assert made.read() == [""]


# ---- spelling --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("spell", "numbers"),
    [
        (chinese_numeral, {0: "零", 1: "一", 10: "十", 12: "十二", 20: "二十", 100: "一百", 105: "一百零五",
                           110: "一百一十", 1010: "一千零一十", 9999: "九千九百九十九", 10000: "10000", -1: "-1"}),
        (FORMATS["chineseLegalSimplified"], {0: "零", 12: "壹拾贰", 205: "贰佰零伍", 10000: "10000"}),
        (FORMATS["ideographDigital"], {0: "〇", 12: "一二", -3: "〇"}),
        (letter_numeral, {0: "0", 1: "A", 26: "Z", 27: "AA", 53: "AAA", 26 * 30: "Z" * 20}),
        (FORMATS["lowerLetter"], {1: "a", 28: "bb"}),
        (roman_numeral, {0: "0", 4: "IV", 1994: "MCMXCIV", 3999: "MMMCMXCIX", 4000: "4000"}),
        (FORMATS["lowerRoman"], {9: "ix"}),
        (FORMATS["ideographTraditional"], {0: "0", 1: "甲", 10: "癸", 11: "11"}),
        (FORMATS["ideographZodiac"], {12: "亥", 13: "13"}),
        (FORMATS["decimalZero"], {7: "07", 12: "12"}),
        (FORMATS["decimalFullWidth"], {12: "１２"}),
        (FORMATS["decimalEnclosedCircle"], {0: "0", 1: "①", 20: "⑳", 21: "21"}),
        (FORMATS["decimalEnclosedParen"], {20: "⒇", 21: "21"}),
        (FORMATS["ideographEnclosedCircle"], {10: "㊉", 11: "11"}),
        (FORMATS["none"], {1: ""}),
    ],
)  # fmt: skip
def test_numbers_are_spelled_as_word_prints_them(spell, numbers):
    assert {number: spell(number) for number in numbers} == numbers
