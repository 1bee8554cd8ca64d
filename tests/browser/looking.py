"""axe, which looks whether a page is open to everybody."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script


def violations(page, **options):
    """What axe finds on the page as it stands. Its script is half a megabyte: a page that has it is not given it
    again, and of the answer only what was found is fetched."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
    look = "options => axe.run(options).then((answer) => answer.violations)"
    return page.evaluate(look, {"resultTypes": ["violations"], **options})
