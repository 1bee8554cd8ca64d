"""The addresses of the answer's side at the desk."""

from django.urls import path

from replies.views import autosave, draft, feedback_desk, findings, preview, promises, review, rounds, talks, word
from replies.views import print as paper

app_name = "replies"
urlpatterns = [
    path("cases/<int:pk>/assign/", rounds.assign, name="assign"),
    path("cases/<int:pk>/draft/", draft.draft, name="draft"),
    path("cases/<int:pk>/draft/autosave/", autosave.autosave, name="autosave"),
    path("cases/<int:pk>/draft/kept/<int:row>/", autosave.autosaved, name="autosaved"),
    path("cases/<int:pk>/draft/word/", word.word_in, name="draft_word_in"),
    path("cases/<int:pk>/draft/word/out/", word.word_out, name="draft_word_out"),
    path("cases/<int:pk>/draft/<int:round>/<int:number>/", draft.version, name="draft_version"),
    path("cases/<int:pk>/check/", findings.check, name="check"),
    path("cases/<int:pk>/check/override/", findings.override, name="override"),
    path("cases/<int:pk>/preview/", preview.preview, name="preview"),
    path("cases/<int:pk>/preview/pdf/", preview.typed_pdf, name="typed_pdf"),
    path("cases/<int:pk>/review/", review.review, name="review"),
    path("cases/<int:pk>/contacts/add/", talks.contact, name="contact"),
    path("cases/<int:pk>/consult/", talks.consult, name="consult"),
    path("consultations/<int:pk>/answer/", talks.consult_answer, name="consult_answer"),
    path("consultations/<int:pk>/drop/", talks.consult_drop, name="consult_drop"),
    path("cases/<int:pk>/deliver/", feedback_desk.deliver, name="deliver"),
    path("cases/<int:pk>/links/<int:deputy_pk>/", feedback_desk.invite, name="invite"),
    path("cases/<int:pk>/links/<int:deputy_pk>/revoke/", feedback_desk.revoke, name="revoke"),
    path("cases/<int:pk>/paper/", feedback_desk.paper, name="paper"),
    path("wishes/<int:pk>/settle/", feedback_desk.settle, name="settle"),
    path("feedback/<int:pk>/signature/", feedback_desk.signature, name="signature"),
    path("cases/<int:pk>/reopen/", rounds.reopen, name="reopen"),
    path("cases/<int:pk>/follow-up/", promises.follow_up, name="follow_up"),
    path("promises/", promises.listed, name="promises"),
    path("promises/<int:pk>/keep/", promises.keep, name="promise_keep"),
    path("promises/<int:pk>/change/", promises.change, name="promise_change"),
    path("promises/<int:pk>/told/", promises.tell, name="promise_tell"),
    path("cases/<int:pk>/close/", rounds.close, name="close"),
    path("cases/<int:pk>/print/", paper.choose, name="print"),
    path("faces.css", preview.faces_css, name="faces"),
    path("faces/<str:name>", preview.face, name="face"),
    path("printed/<int:pk>/", paper.printed, name="printed"),
]
