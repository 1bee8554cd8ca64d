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


sign_in = LoginView.as_view(
    template_name="registration/sign_in.html", authentication_form=SignInForm, redirect_authenticated_user=True
)


class PasswordChange(PasswordChangeView):
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("worklist")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "密码已经改好，下次登录请用新密码。")
        return super().form_valid(form)
