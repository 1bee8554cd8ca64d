"""What the tests of the administration share."""

from lxml import html

from tests.browsers import Browser


def browser_of(user):
    """A browser in which the person is signed in."""
    browser = Browser()
    browser.force_login(user)
    return browser


def seen_on(response, kind, inside="*"):
    """The texts of the elements of that class, or of those tags in them, blanks put together."""
    tree = html.fromstring(response.content.decode())
    here = f"//*[contains(concat(' ', normalize-space(@class), ' '), ' {kind} ')]"
    found = tree.xpath(here if inside == "*" else f"{here}//{inside}")
    return [" ".join(one.text_content().split()) for one in found]


def field_on(response, name):
    """What a hidden field of the page says."""
    tree = html.fromstring(response.content.decode())
    return tree.xpath(f"//input[@name='{name}']/@value")[0]
