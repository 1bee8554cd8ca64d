"""人员: found, opened, changed, taken out of use; the password that is shown once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from proposals.administration.access import for_administrators
from proposals.administration.hands import NOTHING, what_is_in_hand
from proposals.administration.passwords import give_password, give_passwords
from proposals.administration.people import actions as accounts
from proposals.administration.people import pages, queries
from proposals.administration.people.export import people_sheet
from proposals.administration.people.forms import PersonForm, SeenForm, TakeOutForm
from proposals.administration.roles.actions import propose_roles
from proposals.cases.access import Refused
from proposals.formats import spreadsheets
from proposals.models import Role
from proposals.request import StaffRequest
from proposals.web.fields import INCOMPLETE
from proposals.web.pages import form_status, kept

of_people = for_administrators("人员", Role.ADMIN)


@login_required
@require_safe
@of_people
def people_page(request: StaffRequest) -> HttpResponse:
    return pages.show_people(request, "")


@login_required
@require_safe
@of_people
def person_page(request: StaffRequest, pk: int) -> HttpResponse:
    return pages.show_people(request, "_person.html", person=pages.find_person(request, pk))


@login_required
@of_people
def add_person_page(request: StaffRequest) -> HttpResponse:
    """A new account: without a password, which is made with a press of its own."""
    first = {"unit": request.GET.get("unit", ""), "section": request.GET.get("section", ""), "seen": 0}
    form = PersonForm(request.POST or None, admin=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        person = accounts.add_person(request.user, form.facts)
        messages.success(request, f"{person}的账号建好了。请发一次性密码，再勾角色，由授权管理员确认。")
        return pages.back_to(request, person.pk)
    return pages.show_people(request, "_form.html", 400 if form.errors else 200, form=form)


@login_required
@of_people
def change_person_page(request: StaffRequest, pk: int) -> HttpResponse:
    """Name, account, unit, section, how the person is reached."""
    person, shown = pages.find_changeable(request, pk), pages.find_person(request, pk)
    first = {"seen": accounts.person_version(person)}
    form = PersonForm(request.POST or None, instance=person, admin=request.user, initial=first)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        with kept(form):
            done = accounts.change_person(shown, request.user, form.facts, seen=said["seen"], reason=said["reason"])
            messages.success(request, f"{person}的资料已经改好。" if done else "没有改动。")
            return pages.back_to(request, pk)
    status = form_status(form)
    return pages.show_people(request, "_form.html", status, person=shown, form=form)


@login_required
@of_people
def take_out_page(request: StaffRequest, pk: int) -> HttpResponse:
    """停用: what the person still has on the desk is said first."""
    person = pages.find_changeable(request, pk)
    form = TakeOutForm(request.POST or None, initial={"seen": accounts.person_version(person)})
    if request.method == "POST" and form.is_valid():
        with kept(form):
            accounts.take_out_of_use(person, request.user, **form.cleaned_data)
            messages.success(request, f"{person}的账号已经停用，从现在起登录不了。")
            return pages.back_to(request, pk)
    status = form_status(form)
    hand = what_is_in_hand([person]).get(person.pk, NOTHING)
    return pages.show_people(request, "_out.html", status, person=person, form=form, in_hand=hand)


@login_required
@require_POST
@of_people
def bring_person_back(request: StaffRequest, pk: int) -> HttpResponse:
    person, form = pages.find_changeable(request, pk), SeenForm(request.POST)
    if not form.is_valid():
        raise Refused(INCOMPLETE)
    accounts.bring_back(person, request.user, **form.cleaned_data)
    messages.success(request, f"{person}的账号重新启用了。")
    return pages.back_to(request, pk)


@login_required
@require_POST
@of_people
def give_password_page(request: StaffRequest, pk: int) -> HttpResponse:
    """The answer to this press is the only place where the password is ever shown."""
    person = pages.find_changeable(request, pk)
    given = give_password(person, request.user, turn=typed_turn(request))
    return pages.show_people(request, "_person.html", person=pages.find_person(request, pk), given=given)


@login_required
@require_POST
@of_people
def give_passwords_page(request: StaffRequest) -> HttpResponse:
    """A sheet of slips for everybody in the list who never signed in; shown in the answer to this press alone."""
    new = pages.newcomers(pages.list_context(request)["found"], request.user)
    given = give_passwords(new, request.user, turn=typed_turn(request))
    return pages.show_slips(request, given)


@login_required
@require_POST
@of_people
def show_phones(request: StaffRequest, pk: int) -> HttpResponse:
    """The telephones in full, once; who looked stands in the record."""
    person = pages.find_person(request, pk)
    accounts.look_at_phones(person, request.user)
    return pages.show_people(request, "_person.html", person=person, phones=True)


@login_required
@require_POST
@of_people
def change_roles(request: StaffRequest, pk: int) -> HttpResponse:
    """The boxes as ticked: each difference is asked of the administrator of roles."""
    person = pages.find_person(request, pk)
    wished = pages.wished_roles(request, person)
    count = propose_roles(person, request.user, wished, seen=request.POST.get("token", ""))
    said = f"{count}项角色改动已提交，授权管理员确认后生效。" if count else "角色没有改动。"
    messages.success(request, said)
    return pages.back_to(request, pk)


def typed_turn(request: StaffRequest) -> int:
    """The turn as the page said it. Raises Refused for a page that is not whole."""
    turn = request.POST.get("turn", "")
    if not (turn.isascii() and turn.isdecimal() and len(turn) < 19):
        raise Refused(INCOMPLETE)
    return int(turn)


@login_required
@require_POST
@of_people
def export_people(request: StaffRequest) -> HttpResponseBase:
    """The list under the conditions of the address, all pages of it."""
    chosen = pages.list_context(request)
    sheet, name = people_sheet(request.user, chosen, queries.order_people(chosen["found"]))
    return spreadsheets.workbook_response(name, [sheet])
