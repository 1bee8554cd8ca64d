"""A case walked at random by people at random: whatever they try, what is kept stays whole."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proposals.cases.access import Refused
from proposals.cases.workflow import TABLE, perform
from proposals.journal.proof.chains import find_breaks
from proposals.models import Case, Part, Status
from proposals.models.states import FINAL
from replies.models import Feedback, Promise, Reply
from tests import factories as f

pytestmark = pytest.mark.django_db

# The steps by the right person, the contacts on the way, and any plain step of the table by anybody.
RIGHT = (
    "sign_for", "ask_return", "agree_return", "refuse_return", "assign", "prepare", "submit", "recall", "check",
    "sign", "sign_opinion", "deliver", "dissatisfy", "satisfy", "reopen", "decline", "report", "give_up",
    "close_without", "withdraw", "promise", "keep", "follow_up",
)  # fmt: skip
PEOPLE = ("office", "handler", "second_handler", "leader", "district", "congress", "other_leader")
MOVES = st.one_of(
    st.tuples(st.just(""), st.sampled_from(RIGHT)),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from([row.name for row in TABLE if row.page == "do"])),
)


def attempt(case, who, step):
    try:
        if who:
            perform(case, step, getattr(f.world(), who), comment="理由", seen=case.version)
        else:
            f.take(case, step)
    except Refused as refusal:
        return str(refusal)
    except AttributeError:  # prepared before there is a round to prepare, kept before anything was promised
        assert case.current_round is None or not Promise.objects.filter(reply__case=case).open().exists()
    return ""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(part=st.sampled_from([Part.SOLE, Part.HELP]), moves=st.lists(MOVES, min_size=5, max_size=25))
def test_invariants_hold_after_every_step(part, moves):
    case = f.make_case(part=part, deputies=1)
    seen_replies = {}
    for who, step in moves:
        before = Case.objects.get(pk=case.pk)
        refused = attempt(case, who, step)
        case.reload()
        if refused:
            assert (case.status, case.version, case.event_count) == (
                before.status,
                before.version,
                before.event_count,
            )
        assert list(find_breaks(case)) == []
        assert (case.closed_on is not None) == (case.status in FINAL)
        for reply in Reply.objects.filter(case=case, signed_at__isnull=False):
            frozen = (reply.signed_draft_id, reply.signer_id, reply.classification, reply.signed_at)
            assert seen_replies.setdefault(reply.round, frozen) == frozen
        signed = Reply.objects.filter(case=case, signed_at__isnull=False).order_by("round").last()
        owed = Promise.objects.filter(reply__case=case).open()
        assert {promise.reply_id for promise in owed} <= ({signed.pk} if signed else set())
        assert all(
            promise.steps.filter(kind="kept").exists() == bool(promise.kept_on)
            for promise in Promise.objects.filter(reply__case=case)
        )
        unhappy = [row for row in Feedback.objects.filter(reply__case=case, is_current=True) if row.asks_for_study]
        if any(row.reply_id == case.current_round.pk for row in unhappy):
            assert case.status != Status.SEEKING_FEEDBACK
