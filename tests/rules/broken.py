"""For each constraint of the database the changes of a row that break this one and no other
(test_every_constraint.py): of a condition with several terms each in its turn."""

import datetime as dt
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db import models

from replies.feedback.progress import make_wish
from tests import factories as f
from tests.proposals.journal.breaks import JOURNAL_BREAKS
from tests.replies.prints.orders import signed
from tests.rules.oversight.asking import ASKING_BREAKS
from tests.rules.oversight.erasing import ERASURE_BREAKS
from tests.rules.oversight.hearing import HEARING_BREAKS
from tests.rules.oversight.meeting import MEETING_BREAKS
from tests.rules.reporting import FURTHER
from tests.rules.rows import (
    DAY,
    S,
    absence,
    administration_event,
    agreed,
    agreed_return,
    approval_plan,
    approval_step,
    attempt,
    autosave,
    by_link,
    calendar_change,
    case,
    check_review,
    consent,
    consultation,
    contact,
    decided_proposal,
    delivery,
    deputy,
    dictated,
    draft,
    event,
    extension,
    factor_reset,
    finished,
    finished_opinion,
    finished_reply,
    follow,
    intake_list,
    invitation,
    item,
    job,
    key,
    limit,
    linked,
    membership,
    merged_deputy,
    moved_case,
    note,
    notice,
    notice_choice,
    notice_of_unit,
    now,
    of_suggestion,
    on_paper,
    override,
    place_rule,
    printed,
    printout,
    promise,
    reminder,
    reminder_link,
    reply,
    role_proposal,
    saved_view,
    scan,
    sign_in,
    signature,
    signed_reply,
    somebody,
    sponsorship,
    stack,
    stack_sheet,
    step,
    supervision,
    supervision_plan,
    told,
    unit,
    user,
    wish,
    without_text,
    wording,
)
from tests.rules.told import (
    letter,
    letter_delivery,
    meeting,
    message,
    message_template,
    quiet_hours,
    report,
    sent_letter,
    signed_report,
    told_message,
    verdict,
)

Made = Callable[[], Any]


@dataclass(frozen=True)
class Broken:
    """A row and what is changed of it: in the row itself, or in one `more` like it. A value that is a function is
    asked for the row."""

    made: Made
    changes: dict[str, Any]
    more: bool = False

    def carry_out(self, row: models.Model) -> None:
        """On the row as it is stored now, and after what the change itself needs."""
        row.refresh_from_db()
        values = {name: value(row) if callable(value) else value for name, value in self.changes.items()}
        if self.more:
            fields = [field.attname for field in row._meta.concrete_fields if not field.primary_key]
            twin = type(row)(**{name: getattr(row, name) for name in fields})
            for name, value in values.items():
                setattr(twin, name, value)
            twin.save(force_insert=True)
        else:
            type(row)._default_manager.filter(pk=row.pk).update(**values)


def changed(made: Made, *changes: dict[str, Any], **change: Any) -> list[Broken]:
    return [Broken(made, one) for one in (*changes, *([change] if change else []))]


def added(made: Made, *changes: dict[str, Any], **change: Any) -> list[Broken]:
    """For what must be there once, and for the tables in which nothing may be changed."""
    return [replace(one, more=True) for one in changed(made, *changes, **change)] or [Broken(made, {}, more=True)]


def each(name: str, *values: Any) -> Iterable[dict[str, Any]]:
    return [{name: value} for value in values]


SETTLED = {"settled_at": now, "settled_by": somebody}
WITHOUT_SIGNATURE = {"signed_draft": None, "handler": None, "signer": None, "signed_at": None}
# fmt: off
BROKEN: dict[str, list[Broken]] = {
    "unit_kind_known": changed(unit, kind="party"),
    "unit_letter_format_known": changed(unit, letter_format="彩色"),
    "membership_once": added(membership),
    "membership_role_known": changed(membership, role="deputy"),
    "administration_subject_known": added(administration_event, subject="tree"),
    "administration_says_what": added(administration_event, *each("label", ""), *each("subject_name", ""),
                                      *each("actor_name", "")),
    "sign_in_outcome_known": added(sign_in, outcome="odd"),
    "factor_reset_open_once": added(factor_reset),
    "factor_reset_decided_whole": changed(
        factor_reset, {"decision": "refused"}, {"decided_by": somebody}, {"decided_at": now},
        {"decision": "odd", "decided_by": somebody, "decided_at": now}),
    "factor_reset_takes_two": changed(
        factor_reset, {"asked_by": lambda row: row.user_id},
        *({"decision": "confirmed", "decided_at": now, "decided_by": who}
          for who in (lambda row: row.user_id, lambda row: row.asked_by_id))),
    "role_proposal_open_once": added(role_proposal),
    "role_proposal_role_known": changed(role_proposal, {"role": "deputy"}, {"wish": "odd"}),
    "role_proposal_decided_whole": changed(
        role_proposal, {"decision": "refused"}, {"decided_by": somebody}, {"decided_at": now},
        {"decision": "odd", "decided_by": somebody, "decided_at": now},
        {"decision": "refused", "decided_by": somebody}, {"decision": "refused", "decided_at": now}),
    "role_proposal_decided_by_another": changed(
        decided_proposal, {"decided_by": lambda row: row.user_id}, {"decided_by": lambda row: row.proposed_by_id}),
    "absence_ends_after_it_starts": changed(absence, until=lambda row: row.starts - dt.timedelta(days=1)),
    "absence_reason_known": changed(absence, reason="病假"),
    "absence_stand_in_is_another": changed(absence, stand_in=lambda row: row.user),
    "absence_ended_by_somebody": changed(absence, {"ended_at": now}, {"ended_by": somebody}),
    "deputy_told_apart": added(deputy),
    "deputy_level_known": changed(deputy, level=9),
    "deputy_proposes_as_known": changed(deputy, proposes_as="别的"),
    "deputy_contact_is_a_groups": changed(deputy, contact="尹安之"),
    "deputy_kind_known": changed(deputy, kind="居民"),
    "deputy_has_name": changed(deputy, name=""),
    "deputy_told_by_known": changed(deputy, told_by="fax"),
    "deputy_left_whole": changed(deputy, {"left_why": "辞职"}, {"left_on": DAY},
                                 {"left_on": DAY, "left_why": "别的"}),
    "deputy_merged_keeps_no_code": changed(merged_deputy, code="BS-1"),
    "deputy_merged_into_another": changed(deputy, merged_into=lambda row: row),
    "session_once": added(f.session),
    "session_body_known": changed(f.session, body="党委"),
    "session_level_known": changed(f.session, level=9),
    "session_nation_is_the_nations": changed(f.session, {"level": 1}, {"place": ""}, {"place": "全国"}),
    "session_counts_from_one": changed(f.session, *each("term", 0, 100), *each("meeting", 0, 100)),
    "session_ends_after_start": changed(f.session, opened_on=DAY, closed_on=DAY - dt.timedelta(days=1)),
    "suggestion_number_once": added(f.suggestion),
    "suggestion_kind_known": changed(f.suggestion, kind="议案"),
    "suggestion_has_title": changed(f.suggestion, title=""),
    "suggestion_has_number": changed(f.suggestion, number=""),
    "suggestion_led_is_whole": changed(f.suggestion, {"led_as": "领导领办"}, {"led_by": "王区长"},
                                       {"led_as": "别的", "led_by": "王区长"}),
    "sponsorship_once": added(sponsorship, position=9),
    "sponsorship_position_once": added(sponsorship, deputy=lambda row: f.deputy("何勇")),
    "sponsorship_counts_from_one": changed(sponsorship, position=0),
    "case_unit_once": added(case, part="会办"),
    "case_one_main": added(case, unit=lambda row: f.world().other_bureau),
    "case_part_known": changed(case, part="协办"),
    "case_status_known": changed(case, status="elsewhere"),
    "case_taken_is_dated": changed(case, received_on=None),
    "case_assigned_has_handler": changed(case, handler=None),
    "case_finished_before_is_closed": changed(
        finished, {"received_on": DAY}, {"handler": somebody}, {"internal_due": lambda row: row.statutory_due},
        {"delivered_on": DAY}, {"status": S.RETURNED}),
    "case_final_is_dated": changed(case, {"closed_on": f.day(0)}, *each("status", S.CLOSED, S.WITHDRAWN, S.VOID)),
    "case_internal_not_after_law": changed(
        case, internal_due=lambda row: row.statutory_due + dt.timedelta(days=1)),
    "approval_plan_once": added(approval_plan),
    "approval_step_once": added(approval_step),
    "approval_step_counted": changed(approval_step, *each("position", 0, 5)),
    "approval_step_has_name": changed(approval_step, name=""),
    "approval_step_taker_known": changed(approval_step, taker="odd"),
    "approval_step_section_is_of_people": changed(approval_step, own_section=True),
    "case_step_while_checked": changed(case, approval_step=lambda row: approval_step()),
    "case_never_joined_to_itself": changed(case, joined_to=lambda row: row),
    "case_passed_on_is_returned": changed(case, passed_on=DAY),
    "case_due_after_handing": changed(case, statutory_due=lambda row: row.handed_on),
    "case_first_handed_before": changed(case, first_handed_on=lambda row: row.handed_on + dt.timedelta(days=1)),
    "case_received_after_handing": changed(
        case, received_on=lambda row: row.handed_on - dt.timedelta(days=1)),
    "attachment_once_a_case": added(scan),
    "attachment_once_a_suggestion": added(of_suggestion),
    "attachment_kind_known": changed(scan, kind="letter"),
    "attachment_removed_by_somebody": [
        *changed(scan, removed_at=f.timezone.now()),
        *changed(scan, kind="material", removed_at=f.timezone.now()),
    ],
    "calendar_change_says_what": changed(calendar_change, {"what": ""}, {"reason": ""}),
    "moved_case_once_a_change": added(moved_case),
    "moved_case_moved": changed(moved_case, new_due=DAY),
    "event_sequence_once": added(event),
    "event_counts_from_one": added(event, sequence=0),
    "event_role_known": added(event, sequence=99, role="voter"),
    "event_actor_is_one": added(event, {"sequence": 99, "deputy": lambda row: deputy()},
                                {"sequence": 99, "actor": None}),
    "extension_waits_once": added(extension, key=key),
    "extension_asks_later": changed(extension, wished_on=lambda row: row.from_due),
    "extension_has_words": changed(extension, {"reason": ""}, {"report": ""}, {"leader": ""}),
    "extension_outcome_whole": changed(
        extension, *each("outcome", "agreed", "refused", "odd"), {"granted_on": f.day(90)}, {"told_on": DAY},
        {"decided_by": somebody}, {"decided_at": now},
        {"outcome": "refused", "decided_by": somebody, "decided_at": now, "granted_on": f.day(90)},
        {"outcome": "agreed", "decided_by": somebody, "decided_at": now, "granted_on": lambda row: row.from_due}),
    "extension_notice_once": added(told),
    "extension_notice_way_known": changed(told, way="传真"),
    "intake_list_waits_once": added(intake_list),
    "intake_list_applied_by_someone": changed(intake_list, {"applied_at": now}, {"applied_by": somebody}),
    "intake_list_applied_was_read": changed(
        intake_list, {"applied_at": now, "applied_by": somebody, "content": None}),
    "limit_once": added(limit),
    "limit_step_known": changed(limit, step="odd"),
    "limit_kind_known": changed(limit, kind="议案"),
    "limit_measure_known": changed(limit, measure="years"),
    "limit_in_bounds": changed(limit, *each("count", 0, 100)),
    "limit_has_source": changed(limit, source=""),
    "place_rule_once": added(place_rule),
    "place_rule_answers_its_question": changed(
        place_rule, {"question": "odd"}, {"answer": "odd"}, {"answer": "both"}, {"kind": "建议"},
        {"question": "again"}, {"question": "again", "kind": "建议", "answer": "own"},
        {"question": "again", "kind": "议案", "answer": "both"}, {"question": "silence", "answer": "wait"},
        {"question": "silence", "kind": "建议", "answer": "both"},
        {"question": "again", "kind": "建议", "answer": "wait"}),
    "consent_once_a_body": added(consent),
    "consent_matter_known": changed(consent, matter="odd"),
    "consent_body_known": changed(consent, body="office"),
    "consent_has_words": changed(consent, opinion=""),
    "consent_unit_is_of_a_return": changed(agreed_return, matter="again"),
    "consent_share_is_of_a_unit": changed(consent, share="助餐点"),
    "consent_day_is_of_an_extension": changed(consent, until=dt.date(2026, 9, 1)),
    "place_rule_has_source": changed(place_rule, source=""),
    "notice_person_once": added(notice),
    "notice_unit_once": added(notice_of_unit),
    "notice_to_one": [*changed(notice, {"unit": lambda row: unit()}, {"recipient": None}),
                      *changed(notice_of_unit, read_at=now)],
    "notice_kind_known": changed(notice, kind="odd"),
    "notice_says_something": changed(notice, {"sentence": ""}, {"key": ""}),
    "note_says_something": changed(note, text=""),
    "follow_once": added(follow),
    "notice_choice_once": added(notice_choice),
    "notice_choice_kind_known": changed(notice_choice, {"kind": "late"}, {"kind": "odd"}),
    "notice_choice_way_known": changed(notice_choice, way="odd"),
    "user_summary_in_the_day": changed(user, {"summary_hour": 8}, {"summary_hour": 18}),
    "saved_view_once": added(saved_view),
    "saved_view_has_name": changed(saved_view, {"name": ""}, {"query": ""}),
    "plan_once_a_mark": added(supervision_plan),
    "plan_is_of_a_mark": changed(supervision_plan, {"led_as": "odd"}, {"led_by": ""}),
    "plan_has_text": changed(supervision_plan, text=""),
    "plan_ends_after_start": changed(supervision_plan, ends=dt.date(2020, 1, 1)),
    "plan_body_known": changed(supervision_plan, body="office"),
    "plan_report_is_whole": changed(
        supervision_plan, {"report": "好。"}, {"reported_at": now}, {"reported_by": somebody},
        {"reported_by": somebody, "reported_at": now}, {"report": "好。", "reported_at": now},
        {"report": "好。", "reported_by": somebody}, {"report_file": lambda row: of_suggestion()}),
    "supervision_body_known": changed(supervision, body="office"),
    "supervision_has_text": changed(supervision, text=""),
    "supervision_answer_is_whole": changed(
        supervision, {"answer": "好。"}, {"answered_at": now}, {"answered_by": somebody},
        {"answered_at": now, "answered_by": somebody}, {"answer": "好。", "answered_by": somebody}),
    "reply_round_once": added(reply, closed_on=DAY),
    "reply_one_open": added(reply, round=2),
    "reply_counts_from_one": changed(reply, round=0),
    "reply_genre_known": changed(reply, genre="note"),
    "reply_classification_known": changed(reply, classification="已处理"),
    "reply_disclosure_known": changed(reply, disclosure="半公开"),
    "reply_signed_is_whole": [*changed(signed_reply, *each("signed_at", None), *each("signer", None),
                                       *each("handler", None), *each("signed_draft", None)),
                              *changed(reply, {"signed_at": now, "genre": "opinion"}, {"signer": somebody},
                                       {"handler": somebody}),
                              *changed(finished_reply, {"signer": somebody}, {"handler": somebody},
                                       {"closed_on": None})],
    "reply_signed_is_classified": changed(
        signed_reply, {"classification": ""}, {"disclosure": ""}, {"disclosure": "不公开"},
        {"disclosure": "", "disclosure_reason": "涉密"},
        {"classification": "", "disclosure": "不公开", "disclosure_reason": "涉密"}),
    "reply_handler_never_signs": changed(signed_reply, signer=lambda row: row.handler),
    "reply_held_is_signed": [*changed(reply, sends_at=now), *changed(signed_reply, sends_at=now, delivered_on=DAY)],
    "reply_delivered_is_signed": changed(reply, delivered_on=DAY),
    "finished_opinion_grades_known": changed(
        finished_opinion, {"result": "很好"}, {"plan": "很好"}, {"attitude": "理解"}),
    "finished_opinion_says_something": changed(finished_opinion, result="", plan="", attitude="", comment=""),
    "draft_number_once": added(draft),
    "draft_counts_from_one": changed(draft, number=0),
    "draft_classification_known": changed(draft, classification="已处理"),
    "draft_disclosure_known": changed(draft, disclosure="半公开"),
    "attempt_one_current": added(attempt, key=key),
    "attempt_way_known": changed(attempt, way="传真"),
    "attempt_outcome_known": changed(attempt, outcome="别的"),
    "attempt_concludes_what_it_came_to": changed(
        attempt, {"conclusion": "拒签"}, {"conclusion": "联系不上", "outcome": "不愿签"}, {"conclusion": "别的"},
        {"conclusion": "未反馈"}, {"outcome": "无回音"}),
    "attempt_is_told": changed(attempt, note=""),
    "autosave_one_a_window": added(autosave),
    "autosave_names_its_window": changed(autosave, tab=""),
    "delivery_once": added(delivery),
    "delivery_way_known": changed(delivery, way="传真"),
    "delivery_by_hand_is_recorded": changed(delivery, recorded_by=None),
    "delivery_asks_until_later": changed(delivery, until=lambda row: row.on),
    "delivery_silence_is_whole": changed(
        delivery, {"silence": "close"}, {"silent_on": DAY}, {"silence": "wait", "silent_on": DAY}),
    "invitation_reminds_once": added(reminder_link, token_hash="0" * 64),
    "invitation_purpose_known": changed(invitation, purpose="别的"),
    "invitation_disowned_has_ended": changed(invitation, disowned=True),
    "invitation_expires_later": changed(invitation, expires_at=lambda row: row.created_at),
    "wish_one_open": added(wish),
    "wish_kind_known": changed(wish, kind="投诉"),
    "wish_settled_is_whole": changed(
        wish, {"outcome": "好。"}, {"settled_at": now}, {"settled_by": somebody}, SETTLED,
        {"outcome": "好。", "settled_at": now}, {"outcome": "好。", "settled_by": somebody}),
    "feedback_number_once": added(by_link, is_current=False, receipt="X"),
    "feedback_one_current": added(by_link, number=2, receipt="X"),
    "feedback_grades_known": changed(by_link, *each("result", "好"), *each("plan", "好"),
                                     *each("attitude", "好", "理解")),
    "feedback_channel_tells_who": [
        *changed(by_link, {"invitation": None}, {"entered_by": somebody}, {"came_by": "当面"},
                 {"scan": lambda row: f.scan(row.reply.case, somebody())},
                 {"wish": lambda row: make_wish(row.invitation, "代填")}),
        *changed(on_paper, {"entered_by": None}, {"scan": None}, {"invitation": lambda row: linked(row)},
                 {"wish": lambda row: make_wish(linked(row), "代填")}),
        *changed(dictated, {"entered_by": None}, {"wish": None}, {"came_by": ""}, {"came_by": "邮寄"},
                 {"invitation": lambda row: row.wish.invitation},
                 {"scan": lambda row: f.scan(row.reply.case, somebody())})],
    "feedback_unless_on_paper_is_complete": [
        *changed(by_link, *each("result", ""), *each("plan", ""), *each("attitude", "")),
        *changed(dictated, result="")],
    "feedback_unless_on_paper_says_why": changed(
        by_link, *each("result", "不满意"), *each("plan", "不满意"), *each("attitude", "不满意")),
    "feedback_came_by_known": changed(on_paper, came_by="传真"),
    "feedback_is_signed": changed(by_link, signature_name=""),
    "feedback_signature_is_whole": [
        *changed(by_link, *each("signed_as", "手写", "照片", "纸表", "口述"), {"signature_strokes": [[1]]},
                 {"signature_photo": "x.png"},
                 {"signed_as": "照片", "signature_photo": "x", "signature_strokes": [1]},
                 {"signed_as": "手写", "signature_photo": "x", "signature_strokes": [1]}),
        *changed(on_paper, {"signed_as": "确认"}, {"signature_photo": "x.png"}, {"signature_strokes": [[1]]}),
        *changed(dictated, {"signed_as": "纸表"}, {"signature_photo": "x.png"}, {"signature_strokes": [[1]]})],
    "feedback_link_binds_its_words": changed(by_link, signed_hash=""),
    "feedback_own_alone_stands_over": changed(dictated, stands_over=lambda row: row),
    "feedback_reopened_is_whole": changed(by_link, {"reopened_until": now}, {"reopened_for": "填错了。"}),
    "override_once": added(override),
    "override_has_reason": changed(override, reason=""),
    "printed_version_once": added(printed, verification="X"),
    "printed_taken_back_was_signed": changed(printed, occasion="closed", taken_back_at=now),
    "printed_occasion_known": changed(printed, occasion="odd"),
    "printed_bytes_are_hashed": changed(printed, {"sha256": "a" * 64}, {"pdf": "x.pdf"}),
    "print_job_role_known": changed(job, role="leader"),
    "print_job_state_known": changed(job, state="odd", finished_at=now),
    "print_job_order_known": changed(job, order="day"),
    "print_job_form_known": changed(job, form="doc"),
    "print_job_counts": changed(job, {"total": 0}, {"done": 2}),
    "print_job_ends_once": changed(job, {"finished_at": now}, *each("state", "failed", "cancelled")),
    "print_job_done_is_hashed": changed(
        job, {"state": "done", "finished_at": now}, {"sha256": "a" * 64}, {"file": "x.pdf"}),
    "print_item_position_once": added(item, printed=lambda row: signed("607")[0]),
    "print_item_form_once": added(item, position=9),
    "print_item_printed_or_not": changed(item, pages=1, reason="没有打印。"),
    "printout_once_a_job": added(printout),
    "printout_names_its_copy": added(printout, {"copy": "", "job": None}, {"label": "", "job": None}),
    "sheet_stack_state_known": changed(stack, state="odd"),
    "sheet_stack_came_by_known": changed(stack, came_by="传真"),
    "sheet_stack_counts": changed(stack, done=2),
    "sheet_stack_sorted_has_pages": changed(stack, pages=0, done=0),
    "sheet_stack_ends_once": changed(stack, {"finished_at": None}, {"state": "waiting"}, {"state": "sorting"}),
    "stack_sheet_position_once": added(stack_sheet),
    "stack_sheet_state_known": changed(stack_sheet, state="odd"),
    "stack_sheet_apart_says_why": changed(stack_sheet, state="apart"),
    "stack_sheet_entered_is_recorded": changed(
        stack_sheet, {"state": "entered"}, {"feedback": lambda row: on_paper()}),
    "stack_sheet_to_enter_has_case": changed(stack_sheet, reply=None),
    "promise_position_once": added(promise),
    "promise_counted": changed(promise, *each("position", 0, 11)),
    "promise_has_item": changed(promise, item=""),
    "promise_ends_once": changed(promise, kept_on=DAY, carried_to=lambda row: row.reply),
    "promise_step_once": added(step),
    "promise_step_counts_from_one": changed(step, number=0),
    "promise_step_has_words": changed(step, said=""),
    "promise_step_whole": changed(step, *each("kind", "changed", "odd"), {"new_on": DAY}, {"told_on": DAY}),
    "promise_report_one_open": added(report, key=key),
    "promise_report_state_known": changed(report, state="odd"),
    "promise_report_has_words": changed(report, {"why": ""}, {"plan": ""}),
    "promise_report_signed_whole": [
        *changed(report, {"state": "signed"}, {"signed_by": somebody}, {"signed_at": now}),
        *changed(signed_report, {"signed_by": None}, {"signed_at": None}, {"step": None})],
    "promise_report_signed_by_another": changed(signed_report, signed_by=lambda row: row.made_by),
    "report_verdict_once": added(verdict),
    "report_verdict_counts_from_one": added(verdict, number=0),
    "report_verdict_says_what": added(verdict, number=9, said=""),
    "promise_letter_has_text": changed(letter, text=""),
    "unit_letter_of_one_matter": added(
        sent_letter, {"notice": None},
        {"notice": lambda row: letter(), "report": lambda row: report()}),
    "promise_letter_delivered_once": added(letter_delivery),
    "promise_letter_way_known": changed(letter_delivery, way="网上"),
    "review_one_signature": added(signature),
    "review_step_known": changed(signature, step="read"),
    "review_outcome_known": changed(signature, outcome="odd"),
    "review_taken_back_is_signature": [*changed(check_review, taken_back_at=now),
                                       *changed(signature, outcome="returned", taken_back_at=now)],
    "review_has_opinion": changed(signature, opinion=""),
    "review_behalf_is_whole": changed(signature, {"on_behalf_of": "鲁正平"}, {"behalf_reason": "出差"}),
    "contact_way_known": changed(contact, way="传真"),
    "contact_has_summary": changed(contact, summary=""),
    "contact_correction_has_reason": changed(contact, corrects=lambda row: row),
    "consultation_one_waiting": added(consultation, key=key),
    "consultation_answer_is_whole": [
        *changed(consultation, *each("outcome", "answered", "dropped", "odd"), {"answer": "好。"},
                 {"answered_on": f.day(0)}, {"outcome": "answered", "answer": "好。"},
                 {"outcome": "answered", "answered_on": f.day(0)})],
    "consultation_due_not_before_asking": changed(
        consultation, due_on=lambda row: row.asked_on - dt.timedelta(days=1)),
    "consultation_stance_known": changed(consultation, stance="看看"),
    "consultation_cosigned_is_a_text": [
        *changed(consultation, stance="不同意"),
        *changed(without_text, cosigns=True),
        *changed(consultation, cosigns=True, stance="有修改意见")],
    "consultation_stance_is_to_a_text": changed(without_text, stance="同意"),
    "consultation_passages_are_agreed_to": changed(
        consultation, {"passages": "一段"}, {"passages": "一段", "stance": "有修改意见"}),
    "consultation_correction_has_reason": [
        *changed(agreed, corrects=lambda row: row),
        *changed(consultation, corrects=lambda row: row, correction_reason="写错了。")],
    "consultation_kept_is_whole": changed(
        agreed, {"kept_reason": "没改意思。"}, {"kept_draft": lambda row: row.draft},
        {"kept_reason": "没改意思。", "kept_draft": lambda row: row.draft, "stance": "有修改意见"}),
    "reminder_once_a_working_day": added(reminder),
    "meeting_has_place": changed(meeting, {"place": ""}, {"staff": ""}, {"phone": ""}),
    "meeting_off_whole": changed(meeting, {"off_at": now}, {"off_by": somebody}, {"off_why": "改天"},
                                 {"off_at": now, "off_by": somebody}, {"off_at": now, "off_why": "改天"}),
    "message_once": added(message),
    "message_kind_known": changed(message, kind="odd"),
    "message_way_known": changed(message, way="fax"),
    "message_state_known": changed(message, state="odd"),
    "message_says_something": changed(message, {"words": ""}, {"key": ""}),
    "message_told_at_a_time": [*changed(message, {"state": "sent"}, {"told_at": now},
                                        {"told_by": somebody, "told_how": "电话"})],
    "message_told_by_says_how": changed(told_message, told_how=""),
    "message_template_once": added(message_template),
    "message_template_kind_known": added(message_template, kind="odd"),
    "message_template_counts_from_one": added(message_template, number=0),
    "quiet_hours_count_from_one": added(quiet_hours, number=0),
    "wording_has_topic": changed(wording, topic=""),
    "wording_has_text": changed(wording, text=""),
    "wording_retired_is_whole": changed(wording, {"retired_at": now}, {"retired_by": somebody}),
    **{name: [Broken(made, one, more) for one in changes]
       for name, (made, more, *changes) in {
           **FURTHER, **HEARING_BREAKS, **ASKING_BREAKS, **MEETING_BREAKS, **JOURNAL_BREAKS,
           **ERASURE_BREAKS}.items()},
}
# fmt: on
