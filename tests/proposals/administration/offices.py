"""What the tests of the administration share; and what none of the three administrators may see, and where it is
looked for."""

import io
import re
import zipfile

from lxml import html

from tests.browsers import Browser

# The cases of the tests speak of nothing else: their titles, texts, answers and promises.
OF_A_CASE = re.compile("食堂|助餐|就餐|老年人|赵洪蓉")
# Who the deputies are is base data: their register and its record name them, and say nothing of what they asked for.
REGISTER = ("/office/deputies/", "/office/records/", "/office/audit/")
IN_THE_REGISTER = re.compile("食堂|助餐|就餐|老年人")


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


def text_of(response):
    """A page's text, or that of all parts of a workbook."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as book:
            body = b"".join(book.read(name) for name in book.namelist())
    return body.decode("utf-8", "ignore")


def of_a_case(address):
    """What must not stand at this address."""
    return IN_THE_REGISTER if address.startswith(REGISTER) else OF_A_CASE
