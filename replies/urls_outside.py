"""The addresses that people outside the desk's network reach, without an account: the deputy's pages by link, and
the page behind the code on the paper. They lead nowhere else, so that a process of their own may serve them."""

from django.urls import path

from replies.views import deputy, verify

app_name = "outside"
urlpatterns = [
    # A link is pasted with whatever stood behind it, so the token takes the rest of the address.
    path("d/", deputy.open_link, {"token": ""}, name="open_cut"),
    path("d/<path:token>", deputy.open_link, name="open"),
    path("deputy/<int:pk>/", deputy.deputy, name="deputy"),
    path("deputy/<int:pk>/check/", deputy.check, name="check"),
    path("deputy/<int:pk>/sign/", deputy.sign, name="sign"),
    path("deputy/<int:pk>/receipt/", deputy.receipt, name="receipt"),
    path("deputy/<int:pk>/seen/", deputy.seen, name="seen"),
    path("deputy/<int:pk>/wish/", deputy.wish, name="wish"),
    path("verify/", verify.ask, name="verify_ask"),
    path("v/<str:code>", verify.verify, name="verify"),
    path("v/<str:code>/<str:copy>", verify.verify, name="verify_copy"),
]
