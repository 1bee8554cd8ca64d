"""The addresses that people outside the desk's network reach, without an account: the deputy's pages by link,
我的建议, and the page behind the code on the paper. They lead nowhere else, so that a separate process may serve
them."""

from django.urls import path

from proposals.watch.views import is_alive, is_ready
from replies.feedback.deputy import link_views
from replies.feedback.deputy.views import (
    check_page,
    feedback_page,
    mark_seen,
    open_link,
    receipt_page,
    sign_page,
    wish_page,
)
from replies.mine import entry_views
from replies.mine import views as mine
from replies.prints import verify_views
from replies.revisits import outside as revisits
from replies.revisits import own_views

app_name = "outside"
urlpatterns = [
    path("healthz", is_alive, name="healthz"),
    path("readyz", is_ready, name="readyz"),
    # A link is pasted with anything that followed it, so the token takes the rest of the address.
    path("d/", open_link, {"token": ""}, name="open_cut"),
    path("d/<path:token>", open_link, name="open"),
    path("deputy/<int:pk>/", feedback_page, name="deputy"),
    path("deputy/<int:pk>/check/", check_page, name="check"),
    path("deputy/<int:pk>/sign/", sign_page, name="sign"),
    path("deputy/<int:pk>/receipt/", receipt_page, name="receipt"),
    path("deputy/<int:pk>/seen/", mark_seen, name="seen"),
    path("deputy/<int:pk>/wish/", wish_page, name="wish"),
    path("deputy/<int:pk>/who/", link_views.who_page, name="who"),
    path("deputy/<int:pk>/renew/", link_views.renew_page, name="renew"),
    path("deputy/<int:pk>/stranger/", link_views.stranger_page, name="stranger"),
    path("mine/", mine.mine_list, name="mine"),
    path("mine/enter/", entry_views.enter_page, name="mine_enter"),
    path("mine/code/", entry_views.code_page, name="mine_code"),
    path("mine/who/", entry_views.who_page, name="mine_who"),
    path("mine/from/<int:pk>/", entry_views.keep_page, name="mine_keep"),
    path("mine/told/", mine.mine_told, name="mine_told"),
    path("mine/devices/", mine.mine_devices, name="mine_devices"),
    path("mine/<int:pk>/", mine.mine_one, name="mine_one"),
    path("mine/<int:pk>/answer/<int:case_pk>/", mine.mine_answer, name="mine_answer"),
    path("mine/<int:pk>/object/<int:case_pk>/", mine.mine_object, name="mine_object"),
    path("mine/objection/<int:pk>/back/", mine.mine_unsay, name="mine_unsay"),
    path("mine/revisit/<int:pk>/", own_views.open_own_ask, name="mine_revisit"),
    path("mine/contact/<uuid:contact_key>/", mine.mine_deny, name="mine_deny"),
    path("r/<path:token>", revisits.open_revisit, name="revisit_open"),
    path("revisit/<int:pk>/", revisits.answer_revisit, name="revisit"),
    path("revisit/<int:pk>/who/", revisits.revisit_who, name="revisit_who"),
    path("verify/", verify_views.ask_code, name="verify_ask"),
    path("v/<str:code>", verify_views.verify_page, name="verify"),
    path("v/<str:code>/<str:copy>", verify_views.verify_page, name="verify_copy"),
]
