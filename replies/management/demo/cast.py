"""Who and what the demo starts from: units, people, deputies, sessions, from fixtures/."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from proposals.administration.factors.secrets import ISSUER, keep_secret
from proposals.administration.roles.actions import propose_roles
from proposals.approvals.actions import StepSaid, plan_steps
from proposals.models import Deputy, Membership, Role, SecondFactor, Session, Unit, User
from replies.drafts.wordings.actions import save_wording
from replies.management.demo import clock

FOLDER = Path(settings.BASE_DIR) / "fixtures"
WHICH = ("body", "place", "term", "meeting")  # what tells sessions apart
PASSWORD = "banli-2026-demo"  # noqa: S105 - printed for everybody who runs the demo
# Of the one account that signs in as it is done in earnest.
USERNAME, ONCE = "liangbu", "DEMA-9K4T-P3HX"
SECRET = "DEMOBANLIDEMOBANLIDEMOBANLIDEMOB"  # noqa: S105 - printed for everybody who runs the demo
FOR_ALL = dt.timedelta(days=3650)


def read_fixture(name: str) -> Any:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def case_files() -> list[dict[str, Any]]:
    """Every case of fixtures/cases, by file name."""
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / "cases").glob("*.json"))]


def case_070() -> dict[str, Any]:
    script: dict[str, Any] = read_fixture("cases/9-3-070.json")
    return script


def make_people() -> None:
    """Make the units, the sessions, the deputies and the people with their roles."""
    units = {row["short_name"]: Unit.objects.create(**row) for row in read_fixture("units.json")}
    for row in read_fixture("sessions.json"):
        Session.objects.create(**{key: row[key] for key in (*WHICH, "level", "opened_on", "closed_on")})
    Deputy.objects.bulk_create(Deputy(**row) for row in read_fixture("deputies.json"))
    hashed = make_password(PASSWORD)  # one slow hash for all of them: it is one password
    for row in read_fixture("people.json"):
        user = User.objects.create(
            username=row["username"],
            password=hashed,
            name=row["name"],
            phone=row["phone"],
            unit=units[row["unit"]],
            section=row["section"],
        )
        for role in row["roles"]:
            Membership.objects.create(user=user, unit=units[row["unit"]], role=role, section=row["section"])


def say_steps() -> None:
    """The steps of the units that have more than the usual one (审批步骤)."""
    for row in read_fixture("approvals.json"):
        named = {user.username: user for user in User.objects.all()}
        steps = [
            StepSaid(step["name"], step["taker"], tuple(named[one] for one in step.get("people", [])))
            for step in row["steps"]
        ]
        signers = [named[one] for one in row["signers"]]
        unit = Unit.objects.get(short_name=row["unit"])
        plan_steps(unit, named[row["by"]], steps, signers=signers, seen=0)


def ask_for_roles() -> None:
    """What waits for the administrator of roles: the administrator of people asks for two, and for one to end."""
    admin, bureau = User.objects.get(username="zhongkai"), Unit.objects.get(short_name="区民政局")
    xujing, fangting = (User.objects.get(username=name) for name in ("xujing", "fangting"))
    propose_roles(xujing, admin, {(bureau, Role.OFFICE): True})
    propose_roles(fangting, admin, {(bureau, Role.OFFICE): False, (bureau, Role.AUDITOR): True})


def session_of(code: str) -> Session:
    """The session a case names: "9-5", "cppcc-9-5" or "city-16-4"."""
    named = next(row for row in read_fixture("sessions.json") if row["code"] == code)
    return Session.objects.get(**{key: named[key] for key in WHICH})


def lay_out_wordings() -> None:
    """The standard wording of the units: the file counts days from today, so that some have always expired."""
    now = clock.real_now()
    for row in read_fixture("wordings.json"):
        owner, unit = User.objects.get(username=row["owner"]), Unit.objects.get(short_name=row["unit"])
        expires_on = timezone.localdate(now) + dt.timedelta(days=row["expires_in"])
        with clock.at_moment(now - dt.timedelta(days=row["written_ago"])):
            words = {name: row[name] for name in ("topic", "text", "source")}
            save_wording(unit, owner, key=uuid.uuid4(), owner=owner, expires_on=expires_on, **words)


def make_two_step_account() -> None:
    """A second member of a committee, who reads and decides nothing."""
    unit = Unit.objects.get(short_name="区人大城建环保委")
    user = User.objects.create(
        username=USERNAME,
        name="梁步",
        phone="021-55550391",
        unit=unit,
        password=make_password(ONCE),
        password_until=timezone.now() + FOR_ALL,
    )
    Membership.objects.create(user=user, unit=unit, role=Role.COMMITTEE)
    SecondFactor.objects.create(user=user, secret=keep_secret(SECRET))


def two_step_card() -> list[str]:
    """How it is tried, in lines."""
    return [
        f"两步登录：账号 {USERNAME}，一次性密码 {ONCE}（登录后先换成自己的）",
        f"  验证器里手工输密钥 {SECRET}（{ISSUER}），登录时再输它显示的6位数字",
        "  别的账号可以自己绑定：右上角自己的名字下面“两步登录”",
    ]
