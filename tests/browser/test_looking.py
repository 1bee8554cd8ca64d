"""The looking itself: what is wrong is found, also where axe has looked before, and also by a rule asked for."""

from tests.browser.looking import violations

FAULTY = """<html lang="zh"><title>x</title><main><h1 style="background:#fff;color:#666">题</h1>%s</main></html>"""


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
