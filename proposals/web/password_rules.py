"""Rules for passwords beside Django's own (AUTH_PASSWORD_VALIDATORS)."""

from django.core.exceptions import ValidationError

from proposals.models import User


class EnoughDifferentCharacters:
    """Refuses a password of few different characters: aaaaaaaaaaaa, 1a1a1a1a1a1a."""

    def __init__(self, least: int = 5) -> None:
        self.least = least

    def validate(self, password: str, user: User | None = None) -> None:
        """Raises ValidationError."""
        if len(set(password.lower())) < self.least:
            raise ValidationError(f"密码里重复的字太多，至少用{self.least}个不同的字。")

    def get_help_text(self) -> str:
        return f"至少用{self.least}个不同的字。"
