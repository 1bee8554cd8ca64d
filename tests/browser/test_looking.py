"""The looking itself: what is wrong is found, also where axe has looked before, and also by a rule asked for."""

from tests.browser.looking import broken_names, violations

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


def test_a_name_over_two_lines_is_found(page):
    page.set_content(FOUR_WIDE % ("", "欧阳丽"))
    assert broken_names(page, {"欧阳丽", "高扬"}) == ["欧阳丽"]
    page.set_content(FOUR_WIDE % ("", "<span style='white-space: nowrap'>欧阳丽</span>"))
    assert broken_names(page, {"欧阳丽", "高扬"}) == []
    page.set_content(FOUR_WIDE % ("class='text'", "欧阳丽"))
    assert broken_names(page, {"欧阳丽", "高扬"}) == []
