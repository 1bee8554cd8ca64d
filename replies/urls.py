"""The addresses of the answer's side: the desk's pages of a case, then the deputy's own."""

from django.urls import path

from replies.views import deputy, draft, feedback_desk, review, rounds, talks, verify
from replies.views import print as paper

app_name = "replies"
urlpatterns = [
    path("cases/<int:pk>/assign/", rounds.assign, name="assign"),
    path("cases/<int:pk>/draft/", draft.draft, name="draft"),
    path("cases/<int:pk>/draft/<int:round>/<int:number>/", draft.version, name="draft_version"),
    path("cases/<int:pk>/review/", review.review, name="review"),
    path("cases/<int:pk>/contacts/add/", talks.contact, name="contact"),
    path("cases/<int:pk>/consult/", talks.consult, name="consult"),
    path("consultations/<int:pk>/answer/", talks.consult_answer, name="consult_answer"),
    path("consultations/<int:pk>/drop/", talks.consult_drop, name="consult_drop"),
    path("cases/<int:pk>/deliver/", feedback_desk.deliver, name="deliver"),
    path("cases/<int:pk>/links/<int:deputy_pk>/", feedback_desk.invite, name="invite"),
    path("cases/<int:pk>/links/<int:deputy_pk>/revoke/", feedback_desk.revoke, name="revoke"),
    path("cases/<int:pk>/paper/", feedback_desk.paper, name="paper"),
    path("cases/<int:pk>/reopen/", rounds.reopen, name="reopen"),
    path("cases/<int:pk>/close/", rounds.close, name="close"),
    path("cases/<int:pk>/print/", paper.choose, name="print"),
    path("printed/<int:pk>/", paper.printed, name="printed"),
    path("verify/", verify.ask, name="verify_ask"),
    path("v/<str:code>", verify.verify, name="verify"),
    path("v/<str:code>/<str:copy>", verify.verify, name="verify_copy"),
    # A link is pasted with whatever stood behind it, so the token takes the rest of the address.
    path("d/<path:token>", deputy.open_link, name="deputy_open"),
    path("deputy/<int:pk>/", deputy.deputy, name="deputy"),
    path("deputy/<int:pk>/check/", deputy.check, name="deputy_check"),
    path("deputy/<int:pk>/receipt/", deputy.receipt, name="deputy_receipt"),
]
