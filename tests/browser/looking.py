"""What is looked at on a page: axe, whether it is open to everybody; and whether a name is broken over two lines.
And the way from a page to the next one, with its scripts run."""

from axe_playwright_python.sync_playwright import Axe

SCRIPT = Axe().axe_script


def _give_axe(page):
    """The script is half a megabyte: a page that has it is not given it again."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(SCRIPT)


def violations(page, **options):
    """What axe finds on the page as it stands. Of the answer only what was found is fetched."""
    _give_axe(page)
    look = "options => axe.run(options).then((answer) => answer.violations)"
    return page.evaluate(look, {"resultTypes": ["violations"], **options})


# Two thirds of what axe takes go into the contrast of every word. It follows from how the word and all that it stands
# on are painted, so of words that are painted alike one is looked at.
PAINTED = """seen => {
  const painted = new Map(), known = new Set(seen), found = [], fresh = [];
  const paint = (element) => {
    if (!element) return '';
    if (!painted.has(element)) {
      const style = getComputedStyle(element);
      const own = [style.backgroundColor, style.backgroundImage, style.opacity, style.filter, style.position,
        style.clip, style.clipPath].join();
      const under = paint(element.parentElement);
      painted.set(element, under.endsWith('>' + own) ? under : under + '>' + own);
    }
    return painted.get(element);
  };
  const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), looked = new Set();
  while (words.nextNode()) {
    const element = words.currentNode.parentElement, letters = words.currentNode.data.trim().length;
    if (looked.has(element) || !letters || !element.checkVisibility()) continue;
    looked.add(element);
    // axe passes over a single sign, and over what is switched off and its label.
    if (element.closest(':disabled, [aria-disabled="true"], label, legend')) { fresh.push(element); continue; }
    const style = getComputedStyle(element);
    const how = [style.color, style.fontSize, style.fontWeight, style.textShadow, letters > 1,
      paint(element)].join('|');
    if (known.has(how)) continue;
    known.add(how);
    found.push(how);
    fresh.push(element);
  }
  fresh.push(...document.querySelectorAll('input, select, textarea'));
  window.painted = fresh;
  return found;
}"""
LOOK = """async () => {
  const kept = {resultTypes: ['violations']};
  const all = await axe.run({...kept, rules: {'color-contrast': {enabled: false}}});
  const words = window.painted.length
    ? await axe.run({include: window.painted}, {...kept, runOnly: ['color-contrast']}) : {violations: []};
  return [...all.violations, ...words.violations];
}"""


class Eyes:
    """axe over many pages, one of the words that are painted alike."""

    def __init__(self):
        self.seen = []

    def violations(self, page):
        """What axe finds on the page as it stands."""
        _give_axe(page)
        self.seen += page.evaluate(PAINTED, self.seen)
        return page.evaluate(LOOK)


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


TABS_AT_MOST, TABS_AT_ONCE = 150, 10
MAIN = """() => [...document.querySelectorAll('.btn.main')].filter((one) => one.checkVisibility()).length"""
WATCH = """() => document.addEventListener('focusin',
  ({target}) => { window.reached ||= target.matches('.btn.main'); })"""
REACHED = """() => window.reached === true"""
SIDEWAYS = """() => document.documentElement.scrollWidth > innerWidth"""


def faults_of(page, names, eyes) -> list:
    """What axe finds on the page as wide as it stands, whether it runs off to the side, and which names it breaks."""
    faults = [(one["id"], one["nodes"][0]["target"]) for one in eyes.violations(page)]
    faults += ["runs sideways"] * page.evaluate(SIDEWAYS)
    return faults + [f"breaks {name}" for name in broken_names(page, names)]


def main_is_reached(page) -> bool:
    """Whether Tab comes to the page's main action, if it has one."""
    if not page.evaluate(MAIN):
        return True
    page.evaluate(WATCH)
    for _ in range(TABS_AT_MOST // TABS_AT_ONCE):
        for _ in range(TABS_AT_ONCE):
            page.keyboard.press("Tab")
        if page.evaluate(REACHED):
            return True
    return False
