"""修改密码: everybody's own; the first page after a one-time password."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordChangeView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse_lazy

from proposals.administration.passwords import last_reset
from proposals.administration.record import record_change
from proposals.administration.setup.steps import has_unfinished_steps
from proposals.cases.access import administers_all
from proposals.formats.one_time import read_code
from proposals.models import AdministrationEvent, Role, User
from proposals.web.sign_in import ONCE_AT, typed_once_just_now

RULES = "至少10个字，其中至少5个不同的，不能全是数字，不要用常见的密码，也不要和姓名、账号、电话相近。"


class OwnPasswordForm(PasswordChangeForm):
    """The old and the new password; the new one is another. A person who has just come in with a
    one-time password (`known`) is not asked for it again."""

    def __init__(self, user: User, *args: Any, known: bool = False, **options: Any) -> None:
        super().__init__(user, *args, **options)
        once = user.password_until is not None
        if once and known:
            del self.fields["old_password"]
            self.fields["new_password1"].widget.attrs["autofocus"] = True
        else:
            self.fields["old_password"].label = "一次性密码" if once else "现在的密码"
        self.fields["new_password1"].label = "新密码"
        self.fields["new_password1"].help_text = RULES
        self.fields["new_password2"].label = "再输一遍新密码"
        self.fields["new_password2"].help_text = ""

    def clean_old_password(self) -> str:
        """A one-time password may be typed as at the door: in small letters, without its dashes."""
        if self.user.password_until and (code := read_code(self.cleaned_data["old_password"])):
            self.cleaned_data["old_password"] = code
        return super().clean_old_password()

    def clean_new_password1(self) -> str:
        new: str = self.cleaned_data["new_password1"]
        if self.user.check_password(new):
            old = "一次性密码" if self.user.password_until else "现在的密码"
            raise ValidationError(f"新密码不能和{old}一样。")
        return new


class PasswordChange(PasswordChangeView):
    template_name = "registration/password_change.html"
    success_url = reverse_lazy("worklist")
    form_class = OwnPasswordForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"known": typed_once_just_now(self.request)}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        user: User = self.request.user  # type: ignore[assignment]  # the view is for people who are signed in
        return super().get_context_data(once=user.password_until, reset=last_reset(user), **context)

    def form_valid(self, form: Any) -> HttpResponse:
        """After the first sign-in the administrator of an installation that is not complete goes on with it."""
        user: User = form.user
        first = user.password_until is not None
        if first and administers_all(user, Role.ADMIN) and has_unfinished_steps():
            self.success_url = reverse_lazy("setup")
        with transaction.atomic():
            user.password_until = None
            self.request.session.pop(ONCE_AT, None)
            answer = super().form_valid(form)
            record_change(user, AdministrationEvent.Subject.PERSON, user, "改了自己的密码", unit=user.unit)
        messages.success(self.request, "密码已经改好，下次登录请用新密码。")
        return answer
