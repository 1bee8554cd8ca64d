"""部件: the page shows each component once, and pages use no other."""

import re
from pathlib import Path

import pytest
from django.test import override_settings
from lxml import html

from replies.desk.components.samples import FOLDER, SAMPLES
from tests import factories as f

pytestmark = pytest.mark.django_db
TEMPLATES = Path(__file__).resolve().parents[4] / "templates"
SHOWN = [sample for group in SAMPLES.values() for sample in group]


def page(client):
    client.force_login(f.world().handler)
    return client.get("/components/")


@pytest.mark.once
def test_every_component_stands_on_the_page(client):
    parts = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    samples = {path.stem for path in (TEMPLATES / FOLDER).glob("*.html")}
    assert samples == {one.name for one in SHOWN}
    assert parts - samples == set()
    used = {one for one in parts if f"components/{one}.html" in (TEMPLATES / FOLDER / f"{one}.html").read_text()}
    assert used == parts


@pytest.mark.once
def test_each_sample_is_drawn_with_how_it_is_written(client):
    tree = html.fromstring(page(client).content.decode())
    drawn = {one.get("id"): one for one in tree.xpath("//div[@class='component']")}
    assert list(drawn) == [one.name for one in SHOWN]
    for one in SHOWN:
        (sample,) = drawn[one.name].xpath("./div[@class='sample']")
        assert sample.xpath("./*"), one.name
        assert drawn[one.name].xpath(".//pre")[0].text_content() == one.written


@pytest.mark.once
def test_outside_the_demo_there_is_none(client):
    with override_settings(DEMO=False):
        assert page(client).status_code == 404


PAGES = [path for path in sorted(TEMPLATES.rglob("*.html")) if "pdf" not in path.parts]
# Looks that were two names for one thing: what stands for each now.
TWINS = {
    "btn quiet": "link",
    "btn small quiet": "link",
    "sheet empty": "empty",
    "case-head": "case-title",
}


@pytest.mark.once
def test_no_page_has_a_second_name_for_one_look():
    classes = {
        f"{path.relative_to(TEMPLATES)}: {found}"
        for path in PAGES
        for found in re.findall(r'class="([^"{]*)', path.read_text())
        if found.strip() in TWINS
    }
    assert classes == set()
