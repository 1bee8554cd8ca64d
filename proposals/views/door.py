"""The door: signing in, and a new password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.views import LoginView, PasswordChangeView
from django.http import HttpResponse
from django.urls import reverse_lazy

sign_in = LoginView.as_view(template_name="registration/sign_in.html", redirect_authenticated_user=True)


class PasswordChange(PasswordChangeView):
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("worklist")

    def form_valid(self, form: Any) -> HttpResponse:
        messages.success(self.request, "密码已经改好，下次登录请用新密码。")
        return super().form_valid(form)
