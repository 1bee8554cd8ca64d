"""Who is signed in: asked for by number on each page."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import UserManager

from proposals.models.kept.rows import Many, fetch_rows

if TYPE_CHECKING:
    from proposals.models.people import User  # which stands above


class People(UserManager["User"]):
    use_in_migrations = False

    def get(self, *args: Any, **kwargs: Any) -> "User":
        """Somebody by number alone: by a kept text. Those of a unit are asked for as ever."""
        if type(self) is not People or args or kwargs.keys() != {"pk"} or type(kwargs["pk"]) is not int:
            return super().get(*args, **kwargs)
        found: list[User] = fetch_rows(_write_person, self.model, of=[kwargs["pk"]])
        if not found:
            raise self.model.DoesNotExist(f"Nobody has the number {kwargs['pk']}.")
        return found[0]


def _write_person(model: "type[User]") -> Many:
    return model._base_manager.filter(pk=-1)
