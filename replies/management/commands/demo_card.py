"""Print who can sign in to the demo, and one deputy's link."""

from django.conf import settings

from proposals.management.base import DatabaseCommand
from proposals.models import Membership, Role
from replies.management.commands.load_demo import LINK_FILE
from replies.management.demo.cast import PASSWORD

# The people of the bureau that handles case 070 come first.
ORDER = {"区民政局": 0, "区政府办公室": 1, "区人大代表工委": 2}


class Command(DatabaseCommand):
    help = "打印演示账号（每种角色一个）和一位代表的征询链接"

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
        link = settings.DATA_DIR / LINK_FILE
        if link.exists():
            self.stdout.write("\n一位代表的征询链接（不用登录；登录着办理台的浏览器只能看，请用手机或无痕窗口填）：")
            self.stdout.write(f"  {link.read_text(encoding='utf-8')}")
