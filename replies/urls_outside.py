"""The addresses that people outside the desk's network reach, without an account: the deputy's pages by link, and
the page behind the code on the paper. They lead nowhere else, so that a separate process may serve them."""

from django.urls import path

from replies.feedback.deputy.views import (
    check_page,
    feedback_page,
    mark_seen,
    open_link,
    receipt_page,
    renew_page,
    sign_page,
    stranger_page,
    who_page,
    wish_page,
)
from replies.prints import verify_views

app_name = "outside"
urlpatterns = [
    # A link is pasted with anything that followed it, so the token takes the rest of the address.
    path("d/", open_link, {"token": ""}, name="open_cut"),
    path("d/<path:token>", open_link, name="open"),
    path("deputy/<int:pk>/", feedback_page, name="deputy"),
    path("deputy/<int:pk>/check/", check_page, name="check"),
    path("deputy/<int:pk>/sign/", sign_page, name="sign"),
    path("deputy/<int:pk>/receipt/", receipt_page, name="receipt"),
    path("deputy/<int:pk>/seen/", mark_seen, name="seen"),
    path("deputy/<int:pk>/wish/", wish_page, name="wish"),
    path("deputy/<int:pk>/who/", who_page, name="who"),
    path("deputy/<int:pk>/renew/", renew_page, name="renew"),
    path("deputy/<int:pk>/stranger/", stranger_page, name="stranger"),
    path("verify/", verify_views.ask_code, name="verify_ask"),
    path("v/<str:code>", verify_views.verify_page, name="verify"),
    path("v/<str:code>/<str:copy>", verify_views.verify_page, name="verify_copy"),
]
