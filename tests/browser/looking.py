"""What is looked at on a page: axe, whether it is open to everybody; and whether a name is broken over two lines.
And the way from a page to the next one, with its scripts run."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script


def violations(page, **options):
    """What axe finds on the page as it stands. Its script is half a megabyte: a page that has it is not given it
    again, and of the answer only what was found is fetched."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)
    look = "options => axe.run(options).then((answer) => answer.violations)"
    return page.evaluate(look, {"resultTypes": ["violations"], **options})


# Where people's own words stand, a name may break as the words do.
BROKEN = """names => {
  const found = [], named = new RegExp(names.join('|'), 'g');
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode;
    if (!text.parentElement.checkVisibility()) continue;
    if (text.parentElement.closest('.text, .paper, .letter, .diff, .lines')) continue;
    for (const name of text.data.matchAll(named)) {
      const range = document.createRange();
      range.setStart(text, name.index);
      range.setEnd(text, name.index + name[0].length);
      const lines = new Set([...range.getClientRects()].filter((one) => one.width).map((one) => Math.round(one.top)));
      if (lines.size > 1) found.push(name[0]);
    }
  }
  return found;
}"""


def broken_names(page, names):
    """Those of the names that begin on one line of the page and end on another."""
    return page.evaluate(BROKEN, sorted(names, key=len, reverse=True))


def go_by(locator, **how):
    """Presses what leads to another page (or to the same one anew) and waits until that one's deferred scripts have
    run: what is done there earlier meets a page that does not listen yet."""
    with locator.page.expect_navigation(wait_until="load"):
        locator.click(**how)


def open_tab(page, name):
    """Opens a tab at the left of the drafting page."""
    page.get_by_role("tab", name=name).click()
