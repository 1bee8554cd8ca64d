"""The faces: what they cover, which are chosen, and what is said of them at the start."""

import datetime as dt
import logging

import pytest
from fontTools.ttLib import TTFont

from replies.letter.fonts import faces, truetype
from replies.letter.pdf.papers import Envelope, HandoverEntry, HandoverList, envelopes_pdf, handover_pdf
from replies.letter.pdf.slip import Slip, slip_page
from replies.letter.snapshot import Snapshot
from tests.replies.letter.awkward import RARE
from tests.replies.letter.pages import blank, case, names_and_their_faces, opened, render, squeezed

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


# Names that 仿宋 has not whole: what it lacks stands last, first, in the middle, after a mark, or is in no 宋体.
UNEVEN = {
    "王赟": faces.NAMES,
    "䶮文": faces.NAMES,
    "司马珺文": faces.NAMES,
    "阿依·赟力": faces.NAMES,
    "𠮷永强": faces.KAI,
}


def uneven(**more):
    first, *_ = UNEVEN
    names = "、".join(UNEVEN)
    body = "\n".join(
        [
            f"{names}代表：",
            *(f"一、{name}代表的意见\n（一）{name}代表的意见\n{name}代表的意见已经采纳。" for name in UNEVEN),
        ]
    )
    feedback = [{"deputy": name, "result": "满意", "channel": "paper"} for name in UNEVEN]
    letter = case()["letter"] | {"title": f"对{first}代表建议的答复", "body": body, "contact": first}
    return blank(
        deputies=list(UNEVEN), handler=first, handling=f"{names}。", feedback=feedback, letter=letter, **more
    )


def test_a_name_with_a_rare_character_is_set_in_one_face_wherever_it_stands():
    with opened(render(uneven(review={"opinion": "".join(UNEVEN), "signer": "王赟"}))) as pdf:
        form, opinion, *letter = [names_and_their_faces(page, UNEVEN) for page in pdf.pages]
    expected = [(name, {face}) for name, face in UNEVEN.items()]
    assert sorted(form) == sorted([*expected * 2, expected[0]])  # 提出人, 办理情况, 经办人
    assert sorted(opinion) == sorted([*expected * 3, expected[0]])  # 审核意见, 代表签名, under the frame; 签名
    found = [one for page in letter for one in page]
    assert sorted(found) == sorted([*expected * 4, expected[0], expected[0]])  # title and 联系人; salutation, body


def test_a_name_that_one_face_has_whole_stays_in_it():
    """仿宋 has 國 and 黑体 has not: only the heading's name moves."""
    body = "林國栋、䶮㛃代表：\n一、林國栋代表的意见\n林國栋代表的意见。"
    letter = {"title": "答复", "body": body}
    with opened(render(blank(deputies=["林國栋", "䶮㛃"], letter=letter))) as pdf:
        found = names_and_their_faces(pdf.pages[2], ["林國栋", "䶮㛃"])
    assert found == [
        ("林國栋", {faces.FANGSONG}),
        ("林國栋", {faces.NAMES}),
        ("林國栋", {faces.FANGSONG}),
        ("䶮㛃", {faces.SERIF}),
    ]


def test_a_name_with_a_blank_in_it_is_printed_with_it_and_in_one_face():
    """As it was registered, and as a salutation spreads it."""
    names = ["李 㛃", "张\u3000㛃", "罗瑞 㛃", "王㛃"]
    letter = {"title": "答复", "body": "李 㛃、张　㛃、罗瑞 㛃、王　㛃代表：\n王㛃代表的意见已经采纳。"}
    with opened(render(blank(deputies=names, letter=letter))) as pdf:
        form, _, page = [names_and_their_faces(page, ["李㛃", "张㛃", "罗瑞㛃", "王㛃"]) for page in pdf.pages]
    expected = [(name, {faces.NAMES}) for name in ("李㛃", "张㛃", "罗瑞㛃", "王㛃")]
    assert (form, page) == (expected, [*expected, expected[-1]])


def test_a_name_that_no_face_has_whole_is_shared_by_the_fewest():
    letter = {"title": "答复", "body": "𠮷野䶮代表："}
    with opened(render(blank(deputies=["𠮷野䶮"], letter=letter))) as pdf:
        found = [one for page in pdf.pages for one in names_and_their_faces(page, ["𠮷野䶮"])]
    assert found == [("𠮷野䶮", {faces.NAMES, faces.RARE})] * 2


def test_a_name_on_a_paper_that_goes_along_is_set_in_one_face():
    """送达清单, envelope labels, and the page with a deputy's code: its foot too."""
    day, names = dt.date(2026, 5, 1), list(UNEVEN)
    rows = [HandoverEntry("070号", f"关于{one}的建议", "、".join(names), 1, one) for one in names]
    labels = [Envelope(f"{one}代表", f"{one}收", ("070号",), (one,)) for one in names]
    expected = [(name, {face}) for name, face in UNEVEN.items()]
    with opened(handover_pdf([HandoverList("区政府办公室", rows)], sender="区民政局", by=names[0], on=day)) as pdf:
        found = [one for page in pdf.pages for one in names_and_their_faces(page, names)]
    assert sorted(found) == sorted([*expected * 7, expected[0]])  # title, receiver, five times the names; 经手人
    with opened(envelopes_pdf(labels, sender="区民政局", sheet="2x7")) as pdf:
        found = names_and_their_faces(pdf.pages[0], names)
    assert {name for name, used in found if len(used) > 1} == set()
    assert len(found) == 2 * len(names)
    for name, face in UNEVEN.items():
        given = Snapshot.from_json(blank(deputies=[name], handler=name, letter=case()["letter"] | {"contact": name}))
        with opened(slip_page(given, Slip(f"{name}代表", False, "https://a.b/c", day))) as pdf:
            assert "〓" not in pdf.pages[0].extract_text()
            found = names_and_their_faces(pdf.pages[0], [name])
        assert found == [(name, {face})] * 3  # 称呼, who is to be called, the foot


def test_a_page_without_such_a_name_does_without_its_face():
    with opened(render(case())) as pdf:
        used = {char["fontname"].partition("+")[2] for page in pdf.pages for char in page.chars}
    assert used == {faces.FANGSONG, faces.TITLE, faces.KAI, faces.HEI, faces.SERIF}


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
