"""The looking itself: what is wrong is found, also where axe has looked before, and also by a rule asked for."""

from tests.browser.looking import Eyes, broken_names, violations

FAULTY = """<html lang="zh"><title>x</title><main><h1 style="background:#fff;color:#666">题</h1>%s</main></html>"""
FOUR_WIDE = "<div style='width: 4em'><p %s>请问%s是否有效。</p></div>"


def rules(page, **options):
    return [one["id"] for one in violations(page, **options)]


def test_what_is_wrong_is_found(page):
    page.set_content(FAULTY % "")
    assert rules(page) == []
    assert rules(page, rules={"color-contrast-enhanced": {"enabled": True}}) == []  # large type needs less
    page.set_content(FAULTY % "<p style='background:#fff;color:#666'>这里的字太淡了。</p>")
    assert rules(page, rules={"color-contrast-enhanced": {"enabled": True}}) == ["color-contrast-enhanced"]
    page.evaluate("document.querySelector('main').append(document.createElement('input'))")
    assert rules(page) == ["label"]


PALE = "color: #999"


def test_of_words_painted_alike_one_is_looked_at_and_every_other_paint_is_found(page):
    eyes = Eyes()

    def found(words):
        page.set_content(FAULTY % words)
        return [(one["id"], len(one["nodes"])) for one in eyes.violations(page)]

    assert found("<p>看得清的字。</p>") == []
    assert found(f"<p style='{PALE}'>·</p><p><label><input disabled>看不清的字</label></p>") == []
    assert found(f"<p hidden style='{PALE}'>看不清的字。</p>") == []
    assert found(f"<p style='{PALE}'>看不清的字。</p><p style='{PALE}'>也看不清。</p>") == [("color-contrast", 1)]
    assert found(f"<p style='{PALE}'>看不清的字。</p>") == []  # it was told
    assert found(f"<p style='background: #ddd'><b><i style='{PALE}'>看不清的字。</i></b></p>") == [
        ("color-contrast", 1)
    ]
    assert found("<p style='background: #555'>看不清的字。</p>") == [("color-contrast", 1)]
    assert found("<p style='opacity: .4'>看不清的字。</p>") == [("color-contrast", 1)]
    assert found(f"<p><label style='{PALE}'>看不清的字<input></label></p>") == [("color-contrast", 1)]
    assert found(f"<p><label>字<input style='{PALE}' value='看不清'></label></p>") == [("color-contrast", 1)]


def test_a_name_over_two_lines_is_found(page):
    page.set_content(FOUR_WIDE % ("", "欧阳丽"))
    assert broken_names(page, {"欧阳丽", "高扬"}) == ["欧阳丽"]
    page.set_content(FOUR_WIDE % ("", "<span style='white-space: nowrap'>欧阳丽</span>"))
    assert broken_names(page, {"欧阳丽", "高扬"}) == []
    page.set_content(FOUR_WIDE % ("class='text'", "欧阳丽"))
    assert broken_names(page, {"欧阳丽", "高扬"}) == []
