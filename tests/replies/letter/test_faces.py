"""The faces: what they cover, which are chosen, and what is said of them at the start."""

import logging

import pytest
from fontTools.ttLib import TTFont

from replies.letter.fonts import faces, truetype
from tests.replies.letter.awkward import RARE
from tests.replies.letter.pages import blank, case, opened, render, squeezed

# GB 18030-2022, implementation level 2: level 1 (the unified ideographs up to U+9FEF and Extension A), and these 196
# characters of the 通用规范汉字表 outside it (Unihan, kTGH).
OUTSIDE = (
    "𠅤𠙶𠳐𡎚𡐓𣗋𣲗𣲘𣸣𤧛𤩽𤫉𥔲𥕢𥖨𥻗𦈡𦒍𦙶𦝼𦭜𦰡𧿹𨐈𨙸𨚕𨟠𨭉𨱇𨱏𨱑𨱔𨺙𩽾𩾃𩾌𪟝𪣻𪤗𪨰"
    "𪨶𪩘𪾢𫄧𫄨𫄷𫄸𫇭𫌀𫍣𫍯𫍲𫍽𫐄𫐐𫐓𫑡𫓧𫓯𫓶𫓹𫔍𫔎𫔶𫖮𫖯𫖳𫗧𫗴𫘜𫘝𫘦𫘧𫘨𫘪𫘬𫚕𫚖𫚭𫛭"
    "𫞩𫟅𫟦𫟹𫟼𫠆𫠊𫠜𫢸𫫇𫭟𫭢𫭼𫮃𫰛𫵷𫶇𫷷𫸩𬀩𬀪𬂩𬃊𬇕𬇙𬇹𬉼𬊈𬊤𬌗𬍛𬍡𬍤𬒈𬒔𬒗𬕂𬘓𬘘𬘡"
    "𬘩𬘫𬘬𬘭𬘯𬙂𬙊𬙋𬜬𬜯𬞟𬟁𬟽𬣙𬣞𬣡𬣳𬤇𬤊𬤝𬨂𬨎𬩽𬪩𬬩𬬭𬬮𬬱𬬸𬬹𬬻𬬿𬭁𬭊𬭎𬭚𬭛𬭤𬭩𬭬"
    "𬭯𬭳𬭶𬭸𬭼𬮱𬮿𬯀𬯎𬱖𬱟𬳵𬳶𬳽𬳿𬴂𬴃𬴊𬶋𬶍𬶏𬶐𬶟𬶠𬶨𬶭𬶮𬷕𬸘𬸚𬸣𬸦𬸪𬹼𬺈𬺓"
)
LEVEL_2 = frozenset(range(0x4E00, 0x9FF0)) | frozenset(range(0x3400, 0x4DB6)) | frozenset(map(ord, OUTSIDE))


def covered():
    built = faces.require_faces()
    roles = (faces.FANGSONG, faces.SERIF, faces.RARE)
    return frozenset().union(*(truetype.face_characters(built[role].path) for role in roles))


def test_every_character_of_gb_18030_level_2_has_a_glyph():
    assert len(OUTSIDE) == 196
    assert sorted(LEVEL_2 - covered()) == []


@pytest.mark.parametrize("rare", [*"䶮㛃堃赟犇珺𠮷"])
def test_a_rare_character_is_printed_wherever_it_stands(rare):
    """In the title, a name, a box, and in each face of the letter."""
    letter = case()["letter"] | {
        "title": f"关于{rare}字的答复",
        "body": f"{rare}一代表：\n一、{rare}字的黑体\n（一）{rare}字的楷体\n正文里的{rare}字。",
    }
    obj = blank(
        title=f"{rare}字的建议", deputies=[f"{rare}一"], unit=f"{rare}山局", handling=f"办{rare}", letter=letter
    )
    with opened(render(obj)) as pdf:
        text = squeezed("".join(page.extract_text() for page in pdf.pages))
        glyphs = [char for page in pdf.pages for char in page.chars if char["text"] == rare]
    assert "〓" not in text
    assert text.count(rare) == len(glyphs) == 10
    assert all(char["width"] > 5 for char in glyphs)


def test_names_with_rare_characters_are_whole():
    with opened(render(blank(deputies=RARE))) as pdf:
        assert f"提出人{'、'.join(RARE)}办理情况" in squeezed(pdf.pages[0].extract_text())


def test_the_start_says_which_faces_serve(caplog):
    with caplog.at_level(logging.INFO, "replies.letter.fonts.faces"):
        faces.announce_faces()
    assert caplog.messages == ["打印字体：" + "、".join(face.label for face in faces.built_faces().values())]


def test_the_start_refuses_the_slow_subsetter(caplog, monkeypatch):
    monkeypatch.setattr(faces, "_has_library", lambda name: "subset" not in name)
    with pytest.raises(SystemExit, match="没有启动"):
        faces.announce_faces()
    assert caplog.messages == [
        "没有找到 libharfbuzz-subset，打印一份要慢十倍以上，办理台不能启动。"
        "（Debian：apt-get install --no-install-recommends libharfbuzz-subset0）"
    ]


def test_the_start_warns_loudly_of_missing_faces(caplog, settings, tmp_path):
    settings.FONTS_DIR = tmp_path
    faces.announce_faces()
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("WARNING", "打印字体还没有准备好。（请运行 manage.py build_fonts）")
    ]


def test_built_faces_share_one_height():
    for face in faces.require_faces().values():
        with TTFont(face.path, lazy=True) as font:
            assert (font["head"].unitsPerEm, font["hhea"].ascent, font["hhea"].descent) == (1000, 880, -120)
