from django.apps import AppConfig
from django.core import checks


class RepliesConfig(AppConfig):
    name = "replies"
    verbose_name = "答复"

    def ready(self) -> None:
        # Models and what depends on them can be imported only once every app is loaded.
        from proposals.administration.deputies.actions import plug_in_leaving
        from proposals.administration.hands import plug_in_hands
        from proposals.archive.unsettled import plug_in_unsettled
        from proposals.cases.blockers import plug_in_blockers
        from proposals.deadlines.effects import plug_in_terms
        from proposals.journal.kinds import plug_in_records
        from proposals.models.rounds import plug_in_rounds
        from proposals.models.told.notice import OF_REPORTS, plug_in_notice_pages
        from proposals.templatetags.plugged import (
            DEPUTY_DEVICES,
            EXTENSION_LETTER,
            FINISHED_YEARS,
            PRINT_SAMPLE,
            plug_in_pages,
        )
        from replies.consultations.hosts import follow_cosigning
        from replies.drafts import word_list
        from replies.drafts.versions import write_plain_word
        from replies.feedback.actions import settle_corrected_study
        from replies.feedback.departures import let_go
        from replies.handover.held import what_they_hold
        from replies.letter.fonts import faces
        from replies.models.cases import Rounds
        from replies.prints.extension_letter import keep_extension_letter
        from replies.recorded import RECORDED
        from replies.rounds.obstacles import BLOCKERS
        from replies.rounds.unsettled import find_unsettled
        from replies.terms.changes import move_terms

        plug_in_records(RECORDED)
        plug_in_hands(what_they_hold)
        plug_in_unsettled(find_unsettled)
        plug_in_terms(move_terms)
        plug_in_rounds(Rounds((follow_cosigning, write_plain_word, keep_extension_letter), settle_corrected_study))
        plug_in_blockers(BLOCKERS)
        plug_in_leaving(let_go)
        plug_in_notice_pages({OF_REPORTS: "replies:asked_report"})
        plug_in_pages(
            {
                FINISHED_YEARS: "replies:finished",
                EXTENSION_LETTER: "replies:extension_letter",
                PRINT_SAMPLE: "replies:print_sample",
                DEPUTY_DEVICES: "replies:devices",
            }
        )
        faces.register_check()
        checks.register(word_list.check_word_list)
