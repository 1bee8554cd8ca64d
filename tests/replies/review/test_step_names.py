"""Whatever a unit calls a step, every sentence that names the step reads well: each shape of name walked once through
the pages, what they say stored as it was read."""

from pathlib import Path

import pytest
from django.contrib.messages import get_messages
from django.core.management import call_command
from lxml import html

from proposals.formats.step_words import name_act
from proposals.models import Case, Notice, Status
from replies.colleagues.actions import follow_case
from tests.approved import assert_approved
from tests.factories import TEXTS, contact_all, make_case, world
from tests.replies.review.plans import head, plan

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SAID = Path(__file__).parent / "approved" / "step_names.jsonl"
# A subject, an act, a person's office, an act of one, several persons, the usual act, the longest there can be.
NAMES = ("法制", "法制审核", "科长", "分管领导审阅", "主要负责人", "办公室核稿", "合法性审查和公平竞争")
AFTER = "分管领导审核"


@pytest.mark.parametrize(
    ("name", "act"),
    [
        ("法制", "法制审核"),
        ("科长", "科长审核"),
        ("法制办", "法制办审核"),
        ("机关党委", "机关党委审核"),
        ("核稿人", "核稿人审核"),
        ("审计科", "审计科审核"),
        ("法制审核", "法制审核"),
        ("办公室核稿", "办公室核稿"),
        ("分管领导审阅", "分管领导审阅"),
        ("保密审查", "保密审查"),
        ("文字把关", "文字把关"),
        ("财务科会签", "财务科会签"),
        ("局长办公会研究", "局长办公会研究"),
        ("初审", "初审"),
    ],
)
def test_a_name_that_is_no_act_becomes_one(name, act):
    assert name_act(name) == act


def test_what_is_said_of_a_step_reads_well_whatever_it_is_called(go):
    walks = [Walk(go, name) for name in NAMES]
    for stage in (Walk.goes_up, Walk.goes_back_a_step, Walk.goes_back_to_the_handler):
        for walk in walks:
            stage(walk)
        call_command("housekeeping", verbosity=0)
        for walk in walks:
            walk.read_notices()
    for walk in walks:
        walk.read_record()
    assert_approved(SAID, [[walk.name, *line] for walk in walks for line in walk.said])


HEAD = "//ol[@class='steps']/li[@aria-current] | //p[contains(@class,'next')] | //*[contains(@class,'acts-now')]"
DECIDE = (
    "//h1 | //section[@id='brief']//p[@class='strong'] | //div[contains(@class,'decide')]//*[contains(@class,'btn')]"
)
SAID_BEFORE = (
    "//ol[@class='timeline']/li//strong | //ol[@class='timeline']/li//a | //*[.//input[@name='back_to']]/fieldset"
)


class Walk:
    """One case of a unit whose first step has this name, and what was said on its way."""

    def __init__(self, go, name):
        self.go, self.name, self.said, self.told = go, name, [], 0
        self.chief, self.last = head(), world().second_leader
        plan((name, "people", [self.chief]), (AFTER, "people", [self.last]))
        self.case = make_case("in_progress", number=f"{NAMES.index(name) + 101}", title="关于食堂的建议")
        contact_all(self.case, world().handler)
        follow_case(self.case, world().second_handler, follows=True)
        self.do(world().handler, "draft", **TEXTS, base=0, submit="1")

    def fresh(self):
        return Case.objects.get(pk=self.case.pk)

    def note(self, where, *lines):
        self.said += [[where, " ".join(line.split())] for line in lines if line.strip()]

    def do(self, user, page, status=302, **data):
        answer = self.go(user, page, self.case.pk, data={"seen": self.fresh().version, **data})
        assert answer.status_code == status
        if status == 302:
            told = [str(one) for one in get_messages(answer.wsgi_request)]
            self.note("message", html.fromstring(told[-1]).text_content())
        else:
            self.note("refused", html.fromstring(answer.content).xpath("string(//*[@role='alert']/p)"))

    def read(self, user, page, path, query=""):
        found = html.fromstring(self.go(user, page, self.case.pk, query=query).content).xpath(path)
        self.note(page, *(one.text_content() for one in found))

    def goes_up(self):
        """The first step passes it with a change."""
        body = f"{TEXTS['body']}\n再加一句。"
        self.read(self.chief, "case", HEAD)
        self.read(
            self.chief,
            "review",
            f"{DECIDE} | //div[@class='say' or contains(@class, 'decide')]/form//*[@class='phrase']",
        )
        self.do(self.last, "review", 403, step="check", opinion="好。")
        self.read(self.chief, "review", "//form[@data-amend]/p[1]", "?step=amend_check")
        self.do(self.chief, "review", step="amend_check", opinion="已改。", **TEXTS | {"body": body}, base=1)

    def goes_back_a_step(self):
        self.read(self.last, "case", HEAD)
        self.read(self.last, "review", SAID_BEFORE)
        self.read(world().handler, "case", "//*[@class='blocked']")
        act = name_act(self.name)
        self.do(self.last, "review", step="check_back", opinion="再看。", base=2, back_to=act)

    def goes_back_to_the_handler(self):
        self.do(self.chief, "review", step="check", opinion="好。", base=2)
        self.do(self.last, "review", step="check_back", opinion="重写。", base=2)

    def read_notices(self):
        rows = list(Notice.objects.filter(case=self.case, pk__gt=self.told).order_by("pk"))
        self.note("notice", *(f"{one.recipient}：{one.sentence}" for one in rows))
        self.told = rows[-1].pk if rows else self.told

    def read_record(self):
        case = self.fresh()
        assert case.status == Status.IN_PROGRESS
        self.note("record", *(event.label for event in case.events.all() if "check" in event.action))
        self.note("draft", *(draft.note for draft in case.current_round.drafts.all()))
