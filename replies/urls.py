"""The addresses of the answer's side at the desk."""

from django.urls import path

from replies.colleagues.views import follow_page, note_page, take_note_back
from replies.consultations.host_views import material_page, waive_page
from replies.consultations.views import (
    consult_again,
    consult_answer,
    consult_correct,
    consult_drop,
    consult_keep,
    consult_letter,
    consult_page,
    consult_remind,
    consult_stance,
    consult_text,
)
from replies.contacts.meeting_views import meeting_again_page, meeting_off_page, meeting_page
from replies.contacts.reach import reach_page
from replies.contacts.views import contact_correct, contact_page
from replies.drafts.autosave import views as autosave
from replies.drafts.views import draft, findings, preview, word
from replies.drafts.wordings.intake_views import empty_wordings, import_wordings, take_in_wordings
from replies.drafts.wordings.views import (
    add_wording,
    edit_wording,
    export_wordings,
    extend_wording,
    fetch_wording,
    retire_wording_page,
    wordings_page,
)
from replies.feedback.silence_views import silence_page
from replies.feedback.views import (
    attempt_page,
    delivery_page,
    dictated_page,
    link_page,
    paper_feedback_page,
    reopen_answer_page,
    revoke_link_page,
    settle_wish_page,
    signature_file,
)
from replies.figures import lookback_views
from replies.figures.views import behind_file, behind_page, figures_file, figures_page, report_file
from replies.finished.views import finished_file_page, finished_page, finished_template_file, preview_finished
from replies.handover.views import colleagues_page, end_absence_page, hand_over_page
from replies.joint.views import join_page, split_page
from replies.materials.views import materials_page, take_material_away
from replies.messages.views import convey_page, drop_page, retry_page, told_page
from replies.messages.words_views import hours_page, words_edit_page, words_page
from replies.mine.desk_views import devices_page
from replies.originals.views import add_original_page, original_page, original_picture
from replies.prints import extension_letter_views
from replies.prints.room.views import (
    cancel_page,
    envelopes_file,
    handover_file,
    job_file,
    job_page,
    progress_bar,
    room_page,
)
from replies.prints.sample_views import sample_file
from replies.prints.views import print_page, printed_file
from replies.promises.papers.views import (
    letter_page,
    letter_paper,
    new_report_page,
    report_page,
    report_paper,
)
from replies.promises.views import (
    change_promise_page,
    keep_promise_page,
    promise_notice_page,
    promises_page,
    take_back_page,
)
from replies.reports.urls import ADDRESSES as REPORTS
from replies.review.signed_views import send_now_page, take_back_signature_page
from replies.review.views import review_page
from replies.revisits.urls import ADDRESSES as REVISITS
from replies.rounds import compare_views
from replies.rounds.views import assign_page, close_page, follow_up_page, reopen_page
from replies.stacks.views import (
    assign_sheet_page,
    drop_sheets_page,
    settle_sheet_page,
    sheet_page,
    sheet_picture,
    stack_page,
    stack_progress,
    stacks_page,
)

app_name = "replies"
urlpatterns = [
    path("cases/<int:pk>/assign/", assign_page, name="assign"),
    path("cases/<int:pk>/draft/", draft.draft_page, name="draft"),
    path("cases/<int:pk>/draft/autosave/", autosave.autosave_window, name="autosave"),
    path("cases/<int:pk>/draft/kept/<int:row>/", autosave.autosaved_page, name="autosaved"),
    path("cases/<int:pk>/draft/word/", word.word_in, name="draft_word_in"),
    path("cases/<int:pk>/draft/word/out/", word.word_out, name="draft_word_out"),
    path("cases/<int:pk>/draft/<int:round>/<int:number>/", draft.version_page, name="draft_version"),
    path("cases/<int:pk>/check/", findings.check_draft, name="check"),
    path("cases/<int:pk>/check/override/", findings.override_page, name="override"),
    path("cases/<int:pk>/preview/", preview.preview_draft, name="preview"),
    path("cases/<int:pk>/preview/pdf/", preview.typed_pdf, name="typed_pdf"),
    path("cases/<int:pk>/review/", review_page, name="review"),
    path("cases/<int:pk>/signed/send/", send_now_page, name="send_out"),
    path("cases/<int:pk>/signed/take-back/", take_back_signature_page, name="take_back"),
    path("cases/<int:pk>/join/", join_page, name="join"),
    path("cases/<int:pk>/split/", split_page, name="split"),
    path("cases/<int:pk>/contacts/add/", contact_page, name="contact"),
    path("cases/<int:pk>/meetings/add/", meeting_page, name="meeting"),
    path("meetings/<int:pk>/again/", meeting_again_page, name="meeting_again"),
    path("meetings/<int:pk>/off/", meeting_off_page, name="meeting_off"),
    path("cases/<int:pk>/deputies/<int:deputy_pk>/", reach_page, name="reach"),
    path("office/deputies/<int:pk>/devices/", devices_page, name="devices"),
    path("contacts/<int:pk>/correct/", contact_correct, name="contact_correct"),
    path("cases/<int:pk>/consult/", consult_page, name="consult"),
    path("consultations/<int:pk>/answer/", consult_answer, name="consult_answer"),
    path("consultations/<int:pk>/correct/", consult_correct, name="consult_correct"),
    path("consultations/<int:pk>/drop/", consult_drop, name="consult_drop"),
    path("consultations/<int:pk>/remind/", consult_remind, name="consult_remind"),
    path("consultations/<int:pk>/again/", consult_again, name="consult_again"),
    path("consultations/<int:pk>/keep/", consult_keep, name="consult_keep"),
    path("consultations/<int:pk>/stance/", consult_stance, name="consult_stance"),
    path("consultations/<int:pk>/text/", consult_text, name="consult_text"),
    path("consultations/<int:pk>/material/", material_page, name="consult_material"),
    path("consultations/<int:pk>/waive/", waive_page, name="consult_waive"),
    path("consultations/<int:pk>/letter/", consult_letter, name="consult_letter"),
    path("extensions/<int:pk>/letter/", extension_letter_views.extension_letter_file, name="extension_letter"),
    path("cases/<int:pk>/deliver/", delivery_page, name="deliver"),
    path("cases/<int:pk>/links/<int:deputy_pk>/", link_page, name="invite"),
    path("cases/<int:pk>/links/<int:deputy_pk>/revoke/", revoke_link_page, name="revoke"),
    path("cases/<int:pk>/links/<int:deputy_pk>/again/", reopen_answer_page, name="reopen_answer"),
    path("cases/<int:pk>/paper/", paper_feedback_page, name="paper"),
    path("cases/<int:pk>/attempts/<int:deputy_pk>/", attempt_page, name="attempt"),
    path("cases/<int:pk>/silence/", silence_page, name="silence"),
    path("wishes/<int:pk>/dictated/", dictated_page, name="dictated"),
    path("wishes/<int:pk>/settle/", settle_wish_page, name="settle"),
    path("feedback/<int:pk>/signature/", signature_file, name="signature"),
    path("cases/<int:pk>/rounds/", compare_views.compare_rounds, name="rounds"),
    path("cases/<int:pk>/reopen/", reopen_page, name="reopen"),
    path("cases/<int:pk>/follow-up/", follow_up_page, name="follow_up"),
    path("people/", colleagues_page, name="people"),
    path("people/<int:pk>/at/<int:unit_pk>/", hand_over_page, name="hand_over"),
    path("absences/<int:pk>/end/", end_absence_page, name="absence_end"),
    path("figures/", figures_page, name="figures"),
    path("figures/figures.xlsx", figures_file, name="figures_file"),
    path("figures/report.pdf", report_file, name="figures_report"),
    path("lookback/", lookback_views.lookback_page, name="lookback"),
    path("lookback/lookback.xlsx", lookback_views.lookback_file, name="lookback_file"),
    path("lookback/lookback.pdf", lookback_views.lookback_paper, name="lookback_paper"),
    path("figures/cases/", behind_page, name="figures_cases"),
    path("figures/cases/cases.xlsx", behind_file, name="figures_cases_file"),
    path("told/", told_page, name="told"),
    path("told/again/", retry_page, name="told_again"),
    path("told/<int:pk>/convey/", convey_page, name="told_convey"),
    path("told/<int:pk>/drop/", drop_page, name="told_drop"),
    path("told/words/", words_page, name="told_words"),
    path("told/words/hours/", hours_page, name="told_hours"),
    path("told/words/<str:kind>/", words_edit_page, name="told_words_edit"),
    *REPORTS,
    *REVISITS,
    path("promises/", promises_page, name="promises"),
    path("promises/<int:pk>/keep/", keep_promise_page, name="promise_keep"),
    path("promises/<int:pk>/change/", change_promise_page, name="promise_change"),
    path("promises/<int:pk>/undo/", take_back_page, name="promise_undo"),
    path("promises/<int:pk>/report/", new_report_page, name="promise_report_new"),
    path("promises/reports/<int:pk>/", report_page, name="promise_report"),
    path("promises/reports/<int:pk>/report.pdf", report_paper, name="promise_report_paper"),
    path("promises/<int:pk>/letter/", letter_page, name="promise_letter"),
    path("promises/letters/<int:pk>/letter.pdf", letter_paper, name="promise_letter_paper"),
    path("promises/<int:pk>/told/", promise_notice_page, name="promise_tell"),
    path("finished/", finished_page, name="finished"),
    path("finished/<int:pk>/", preview_finished, name="finished_preview"),
    path("finished/template.xlsx", finished_template_file, name="finished_template"),
    path("cases/<int:pk>/originals/", add_original_page, name="original_add"),
    path("originals/<int:pk>/", original_page, name="original"),
    path("originals/<int:pk>/<int:number>.jpg", original_picture, name="original_picture"),
    path("cases/<int:pk>/original/", finished_file_page, name="finished_file"),
    path("cases/<int:pk>/notes/", note_page, name="note"),
    path("notes/<int:pk>/take-back/", take_note_back, name="note_take_back"),
    path("cases/<int:pk>/follow/", follow_page, name="follow"),
    path("cases/<int:pk>/materials/", materials_page, name="materials"),
    path("materials/<int:pk>/remove/", take_material_away, name="material_remove"),
    path("cases/<int:pk>/close/", close_page, name="close"),
    path("cases/<int:pk>/print/", print_page, name="print"),
    path("faces.css", preview.faces_css, name="faces"),
    path("faces/<str:name>", preview.face_file, name="face"),
    path("printed/<int:pk>/", printed_file, name="printed"),
    path("prints/", room_page, name="print_room"),
    path("prints/handover/", handover_file, name="print_handover"),
    path("prints/envelopes/", envelopes_file, name="print_envelopes"),
    path("prints/sample/", sample_file, name="print_sample"),
    path("prints/<int:pk>/", job_page, name="print_job"),
    path("prints/<int:pk>/progress/", progress_bar, name="print_progress"),
    path("prints/<int:pk>/cancel/", cancel_page, name="print_cancel"),
    path("prints/<int:pk>/file/", job_file, name="print_file"),
    path("stacks/", stacks_page, name="stacks"),
    path("stacks/<int:pk>/", stack_page, name="stack"),
    path("stacks/<int:pk>/progress/", stack_progress, name="stack_progress"),
    path("stacks/<int:pk>/drop/", drop_sheets_page, name="stack_drop"),
    path("stacks/<int:pk>/sheets/<int:position>/", sheet_page, name="stack_sheet"),
    path("stacks/<int:pk>/sheets/<int:position>/assign/", assign_sheet_page, name="stack_assign"),
    path("stacks/<int:pk>/sheets/<int:position>/settle/", settle_sheet_page, name="stack_settle"),
    path("stacks/<int:pk>/sheets/<int:position>/pages/<int:place>/", sheet_picture, name="stack_picture"),
    path("wordings/", wordings_page, name="wordings"),
    path("wordings/file/", export_wordings, name="wordings_file"),
    path("wordings/import/", import_wordings, name="wordings_import"),
    path("wordings/import/empty/", empty_wordings, name="wordings_empty"),
    path("wordings/import/confirm/", take_in_wordings, name="wordings_take_in"),
    path("wordings/add/", add_wording, name="wording_add"),
    path("wordings/<int:pk>/", edit_wording, name="wording"),
    path("wordings/<int:pk>/extend/", extend_wording, name="wording_extend"),
    path("wordings/<int:pk>/retire/", retire_wording_page, name="wording_retire"),
    path("wordings/<int:pk>/text/", fetch_wording, name="wording_text"),
]
