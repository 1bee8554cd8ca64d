"""The addresses of the desk itself: the worklist, the list of cases, the page of a case, 督办台."""

from django.urls import path

from replies.desk.board.led_views import led_file, led_page, plan_page, plan_report_page
from replies.desk.board.views import answer_supervision_page, board_page, lead_page, supervise_page
from replies.desk.case.files import attachment_file
from replies.desk.case.phones import show_phone
from replies.desk.case.views import case_page, case_tab, step_page
from replies.desk.cases.views import cases_page, change_view, export_cases, save_view
from replies.desk.committee.views import committees_page, inquiry_new_page, inquiry_page
from replies.desk.components.views import components_page
from replies.desk.coordination import views as coordination
from replies.desk.help.views import help_chapter, help_page, help_picture
from replies.desk.many.undo import undo_steps
from replies.desk.many.views import act_on_many, assign_many, deliver_many, lead_many, supervise_many
from replies.desk.views import worklist_page
from replies.desk.ways.views import find_ways

urlpatterns = [
    path("", worklist_page, name="worklist"),
    path("cases/", cases_page, name="cases"),
    path("cases/export/", export_cases, name="export_cases"),
    path("cases/views/", save_view, name="save_view"),
    path("cases/views/<int:pk>/", change_view, name="change_view"),
    path("cases/<int:pk>/", case_page, name="case"),
    path("cases/<int:pk>/tab/<slug:tab>/", case_tab, name="case_tab"),
    path("cases/<int:pk>/phones/<int:deputy_pk>/", show_phone, name="phone"),
    path("attachments/<int:pk>/", attachment_file, name="attachment"),
    path("cases/<int:pk>/do/<slug:name>/", step_page, name="do"),
    path("many/", act_on_many, name="many"),
    path("many/assign/", assign_many, {"slug": "assign"}, name="many_assign"),
    path("many/reassign/", assign_many, {"slug": "reassign"}, name="many_reassign"),
    path("many/deliver/", deliver_many, name="many_deliver"),
    path("many/supervise/", supervise_many, name="many_supervise"),
    path("many/lead/", lead_many, name="many_lead"),
    path("undo/", undo_steps, name="undo"),
    path("go/", find_ways, name="go"),
    path("help/", help_page, name="help"),
    path("help/pictures/<slug:name>.png", help_picture, name="help_picture"),
    path("help/<str:title>/", help_chapter, name="help_chapter"),
    path("components/", components_page, name="components"),
    path("board/", board_page, name="board"),
    path("board/led/", led_page, name="led"),
    path("board/led/file/", led_file, name="led_file"),
    path("cases/<int:pk>/plan/", plan_page, name="plan"),
    path("cases/<int:pk>/plan/report/", plan_report_page, name="plan_report"),
    path("cases/<int:pk>/supervise/", supervise_page, name="supervise"),
    path("cases/<int:pk>/lead/", lead_page, name="lead"),
    path("cases/<int:pk>/inquiry/", inquiry_new_page, name="inquiry_new"),
    path("inquiries/<int:pk>/", inquiry_page, name="inquiry"),
    path("committees/", committees_page, name="committees"),
    path("cases/<int:pk>/coordination/", coordination.coordination_new_page, name="coordination_new"),
    path("cases/<int:pk>/coordination/ask/", coordination.coordination_ask_page, name="coordination_ask"),
    path("coordination/asks/<int:pk>/", coordination.coordination_refuse_page, name="coordination_refuse"),
    path("coordination/<int:pk>/move/", coordination.coordination_move_page, name="coordination_move"),
    path("coordination/<int:pk>/off/", coordination.coordination_off_page, name="coordination_off"),
    path("coordination/<int:pk>/record/", coordination.coordination_record_page, name="coordination_record"),
    path(
        "coordination/<int:pk>/supplement/",
        coordination.coordination_supplement_page,
        name="coordination_supplement",
    ),
    path("supervisions/<int:pk>/answer/", answer_supervision_page, name="supervise_answer"),
]
