"""The door: signing in, and a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm, UsernameField
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy

from proposals.models import User


class SignInForm(AuthenticationForm):
    """A name longer than any account's is refused before it is looked up or written down as a failure."""

    username = UsernameField(max_length=User._meta.get_field("username").max_length)


class SignIn(LoginView):
    template_name = "registration/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True

    def get_redirect_url(self) -> str:  # type: ignore[override]  # the stubs are of a later Django, which asks for more
        """Where the person wanted to go. A word that is no path of ours would lead to a page that is not there."""
        wanted = super().get_redirect_url()
        return wanted if wanted.startswith("/") else ""


sign_in = SignIn.as_view()


class PasswordChange(PasswordChangeView):
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("worklist")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "密码已经改好，下次登录请用新密码。")
        return super().form_valid(form)
