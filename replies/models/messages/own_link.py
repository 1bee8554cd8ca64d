"""What every link to a deputy has, of a reply and of a 回访."""

from django.db import models

from proposals.models import Deputy


class OwnLink(models.Model):
    """What every link of one deputy's has: the browser in which something of it was first pressed, and how often the
    last digits of the telephone, asked of another one, were wrong (feedback/deputy/browsers.py)."""

    deputy = models.ForeignKey(Deputy, models.PROTECT, related_name="+", verbose_name="代表")
    # SHA-256 of the key of the browser in which something was first pressed; "" until then.
    browser_hash = models.CharField(max_length=64, blank=True)
    wrong_facts = models.PositiveSmallIntegerField(default=0)
    wrong_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    @property
    def asks_everybody(self) -> bool:
        """Whether who sent it wants the digits of the first browser too."""
        raise NotImplementedError

    @property
    def shown_as(self) -> str:
        """What it is called in the session of a browser for which the digits were right."""
        return f"{self._meta.model_name}:{self.pk}"
