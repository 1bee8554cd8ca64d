from django.apps import AppConfig
from django.core import checks


class ProposalsConfig(AppConfig):
    name = "proposals"
    verbose_name = "建议"

    def ready(self) -> None:
        checks.register(check_answer_side)


def check_answer_side(**_: object) -> list[checks.CheckMessage]:
    """What the answer's side has to plug in is there: its blockers and the rounds of a case."""
    # Models and what stands on them are there only once every app is loaded.
    from proposals.cases.blockers import missing_blockers
    from proposals.models.rounds import are_rounds_plugged_in

    missing = [*missing_blockers(), *([] if are_rounds_plugged_in() else ["rounds"])]
    return [checks.Error(f"Nothing is plugged in for: {'、'.join(missing)}", id="proposals.E001")] if missing else []
