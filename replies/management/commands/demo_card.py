"""Print who can sign in to the demo, one deputy's link, and how a deputy comes into 我的建议."""

from django.conf import settings
from django.db.models import Count

from proposals.management.base import DatabaseCommand
from proposals.models import Deputy, Membership, Role
from replies.management.commands.load_demo import LINK_FILE
from replies.management.demo.cast import PASSWORD, two_step_card

# The people of the bureau that handles case 070 come first.
ORDER = {"区民政局": 0, "区政府办公室": 1, "区人大代表工委": 2}


class Command(DatabaseCommand):
    help = "打印演示账号（每种角色一个）、一位代表的征询链接和怎样进入“我的建议”"

    def handle(self, *args: object, **options: object) -> None:
        rows = Membership.objects.select_related("user", "unit").filter(is_active=True).order_by("pk")
        firsts: dict[str, Membership] = {}
        for row in sorted(rows, key=lambda row: ORDER.get(row.unit.short_name, 9)):
            firsts.setdefault(row.role, row)
        self.stdout.write(f"\n演示账号（密码都是 {PASSWORD}）：")
        for role in Role.granted():
            if role in firsts:
                row = firsts[role]
                self.stdout.write(
                    f"  {row.user.username:<14}{row.user.name}  {row.unit.short_name} {Role(role).label}"
                )
        self.stdout.write("\n" + "\n".join(two_step_card()))
        link = settings.DATA_DIR / LINK_FILE
        if link.exists():
            self.stdout.write("\n一位代表的征询链接（不用登录；登录着办理台的浏览器只能看，请用手机或无痕窗口填）：")
            self.stdout.write(f"  {link.read_text(encoding='utf-8')}")
        if deputy := a_deputy_of_years():
            self.stdout.write("\n代表的“我的建议”（历次会议提的，不用链接，用手机号码进入）：")
            self.stdout.write(f"  {settings.PUBLIC_URL}/mine/  手机号码 {deputy.phone}（{deputy}）")
            self.stdout.write(f"  验证码在这里最新的一封邮件里：{settings.DATA_DIR / 'mail'}")


def a_deputy_of_years() -> Deputy | None:
    """Who proposed at most sessions, and most there, of those whom a code reaches without a gateway for texts."""
    reached = Deputy.objects.exclude(email="").exclude(phone="").filter(left_on=None, merged_into=None)
    times, made = Count("suggestions__session", distinct=True), Count("suggestions", distinct=True)
    rows = reached.annotate(times=times, made=made).filter(made__gt=0)
    return rows.order_by("-times", "-made", "pk").first()
