"""The form of the page on which one says how a list is read."""

from typing import Any

from django import forms
from django.utils import timezone

from proposals.calendar import workdays
from proposals.intake import cells, day_words
from proposals.intake.directory import Directory
from proposals.intake.forms import CHOOSE, Typed, day_field
from proposals.intake.mapping.guesses import UNDECIDED, Guess
from proposals.intake.mapping.page import Page
from proposals.intake.mapping.said import handed_on_in_titles, sessions_in_titles
from proposals.intake.plan import several_here
from proposals.intake.tables.columns import COLUMNS, PART, REQUIRED, SEVERAL, TOGETHER
from proposals.intake.tables.kept import Choice
from proposals.models import Kind, Part, Role, Session, Unit, User
from proposals.models.people import find_bureaus
from proposals.web.fields import INCOMPLETE_FIELD, offer_choices, offer_rows

NEW = "new"
# The field of the form that says once what a column would say in every row.
ONCE = {"届次": "session", "交办日期": "handed_on", "答复期限": "due", "主办单位": "unit", SEVERAL: "several"}
OPTIONAL = ("due", "several")
LARGEST = 99


class ChoiceForm(forms.Form):
    """One choice a column, and what holds for all rows. After is_valid(), `choice` says how the list is read."""

    sheet = forms.TypedMultipleChoiceField(coerce=int, widget=forms.MultipleHiddenInput, error_messages=CHOOSE)
    head = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE_FIELD)
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, error_messages=INCOMPLETE_FIELD)
    session = forms.ChoiceField(label="届次", error_messages=CHOOSE)
    new_body = forms.ChoiceField(label="人大还是政协", choices=Session.Body.choices, required=False)
    new_place = Typed(reads=cells.read_compact, label="哪里的", required=False)
    new_term = Typed(reads=cells.read_compact, label="第几届", required=False)
    new_meeting = Typed(reads=cells.read_compact, label="第几次会议", required=False)
    handed_on = day_field("交办日期")
    due = Typed(
        reads=cells.read_line,
        label="答复期限",
        required=False,
        help_text="可以写2026年6月5日、6月底前、3个月；空着按法定期限",
    )
    unit = forms.ModelChoiceField(Unit.objects.none(), label="主办单位", empty_label="请选择", error_messages=CHOOSE)
    several = forms.ChoiceField(
        label="一件写着几个主办单位的",
        choices=((Part.JOINT, "共同主办：最前面的牵头，会签后统一答复"), (Part.EACH, "分别办理：各自答复")),
        required=False,
        widget=forms.RadioSelect,
    )
    remember = forms.BooleanField(label="记住这样对列，下次同样的表头不再问", required=False)

    def __init__(self, *args: Any, user: User, page: Page, **options: Any) -> None:
        super().__init__(*args, **options)
        self.page, self.directory = page, Directory()
        self.choice: Choice | None = None
        offer_choices(self, "sheet", [(at, at) for at in range(len(page.tables))])
        self.initial.update(sheet=page.sheets, head=page.head)
        for guess in page.guesses:
            self.fields[f"c{guess.at}"] = _column_field(guess)
        self._offer_sessions()
        self._offer_units(user)
        self._suggest(user)
        for name in ONCE.values():
            self.fields[name].required = name in self.asked and name not in OPTIONAL

    # ---- what is offered ---------------------------------------------------------------------------------------

    def _offer_sessions(self) -> None:
        known = [(str(one.pk), str(one)) for one in sorted(self.directory.sessions.values(), key=_newest)]
        offer_choices(self, "session", [("", "请选择"), *known, (NEW, "没有列出的，写在下面")])
        self.fields["new_place"].initial = next(iter(self.directory.districts), "")

    def _offer_units(self, user: User) -> None:
        units = find_bureaus()
        if not user.has_role(Role.DISTRICT):
            units = units.filter(pk__in=user.units_as(Role.OFFICE))
            self.fields["unit"].initial = units.first()
        offer_rows(self, "unit", units)

    def _suggest(self, user: User) -> None:
        """What was said before, else what the titles over the head say; 交办 of the district office is today's."""
        before, titles = self.page.kept.said, self.page.titles
        named = sessions_in_titles(titles, Directory())
        if found := sessions_in_titles([before.get("届次", "")], Directory()) or named:
            self._suggest_session(found)
        handed_on = before.get("交办日期") or handed_on_in_titles(titles)
        if handed_on:
            self.initial["handed_on"] = handed_on
            if handed_on != before.get("交办日期"):
                self.fields["handed_on"].help_text = "表头上面写着，请核对"
        elif user.has_role(Role.DISTRICT) and "handed_on" in self.asked:
            self.initial["handed_on"] = timezone.localdate().isoformat()
        self.initial["due"] = before.get("答复期限")
        self.initial["several"] = before.get(SEVERAL) or several_here()
        if unit := Unit.objects.filter(name=before.get("主办单位", "")).first():
            self.initial["unit"] = unit

    def _suggest_session(self, found: list[tuple[Session, str]]) -> None:
        """The one session that is named; of several none, and they are told."""
        if len(found) > 1:
            told = "；".join(f"“{cells.shown_cell(title)}”里写着{session}" for session, title in found)
            self.fields["session"].help_text = f"{told}，请选对的"
            return
        [(session, title)] = found
        known = str(session.pk) if session.pk else NEW
        self.initial["session"] = known
        if title in self.page.titles:
            self.fields["session"].help_text = f"“{cells.shown_cell(title)}”里写着，请核对"
        if known == NEW:
            facts = {"body": session.body, "place": session.place, "term": session.term, "meeting": session.meeting}
            self.initial.update({f"new_{name}": value for name, value in facts.items()})

    @property
    def columns(self) -> list[tuple[Guess, forms.BoundField]]:
        return [(guess, self[f"c{guess.at}"]) for guess in self.page.guesses]

    @property
    def once(self) -> list[forms.BoundField]:
        """What is asked, and must or may be said, because no column says it."""
        return [self[name] for name in self.asked]

    @property
    def besides(self) -> list[tuple[str, forms.BoundField]]:
        """What a column says, and may be said for the cells that are empty."""
        return [(column, self[name]) for column, name in ONCE.items() if name not in self.asked and column != SEVERAL]

    @property
    def besides_wrong(self) -> bool:
        return any(field.errors for _, field in self.besides)

    @property
    def is_folded(self) -> bool:
        """Whether the columns are as they were before, and only what the list does not say is left to say."""
        return self.page.is_known and not any(field.errors for _, field in self.columns) and not self.missing

    @property
    def undecided(self) -> list[tuple[Guess, forms.BoundField]]:
        """The columns that must still be chosen."""
        return [(guess, field) for guess, field in self.columns if str(field.value()) == UNDECIDED]

    @property
    def new_session(self) -> list[forms.BoundField]:
        return [self[name] for name in ("new_body", "new_place", "new_term", "new_meeting")]

    @property
    def taken(self) -> set[str]:
        """The fields that have a column, as the page stands or as it was sent."""
        values = {str(field.value() or "") for _, field in self.columns}
        return values | {TOGETHER[value] for value in values if value in TOGETHER}

    @property
    def asked(self) -> list[str]:
        """The fields of the form that must say once what no column says."""
        taken = {*self.taken, *self.page.said_beside}
        return [
            name
            for column, name in ONCE.items()
            if column not in taken and (column != SEVERAL or self.page.names_several)
        ]

    @property
    def missing(self) -> list[str]:
        """The needed fields that no column is, and that cannot be said once."""
        return [column for column in REQUIRED if column not in ONCE and column not in self.taken]

    # ---- what was said -----------------------------------------------------------------------------------------

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        self._check_columns(data)
        if refusal := self.page.why_not_together:
            self.add_error(None, refusal)
        said = {
            "届次": self._session(data),
            "主办单位": str(data["unit"].name) if data.get("unit") else "",
            "交办日期": self._handed_on(data),
            "答复期限": str(data.get("due") or ""),
            SEVERAL: str(data.get("several") or "") if "several" in self.asked else "",
        }
        if data.get("due") and "handed_on" not in self.errors:
            self._check_due(data)
        if not self.errors:
            width = max((guess.at for guess in self.page.guesses), default=-1) + 1
            fields = tuple(data.get(f"c{at}", "") for at in range(width))
            said = {column: value for column, value in said.items() if value}
            self.choice = Choice(tuple(data["sheet"]), data["head"], fields, said)
        return data

    def _check_columns(self, data: dict[str, Any]) -> None:
        first: dict[str, Guess] = {}
        for guess in self.page.guesses:
            value = data.get(f"c{guess.at}", "")
            if value == UNDECIDED:
                self.add_error(f"c{guess.at}", "请选一栏；这一列不要的，选“这一列不要”。")
            elif value:
                column = TOGETHER.get(value, value)
                if column in first:
                    other = first[column]
                    self.add_error(f"c{guess.at}", f"{other.letter}列也选了{column}，一栏只能有一列。")
                first.setdefault(column, guess)
        for column in self.missing:
            self.add_error(None, f"还没有哪一列是{column}，请在下面选出来。")

    def _session(self, data: dict[str, Any]) -> str:
        """The full name of the session: one that is known, or the new one."""
        chosen = data.get("session", "")
        written = [data.get(name) or "" for name in ("new_place", "new_term", "new_meeting")]
        if chosen not in ("", NEW):
            return next(str(one) for one in self.directory.sessions.values() if str(one.pk) == chosen)
        if not chosen and not (written[1] or written[2]):
            return ""
        self.errors.pop("session", None)
        term, meeting = (cells.read_numeral(word.removeprefix("第").rstrip("届次会议")) for word in written[1:])
        if not written[0]:
            self.add_error("new_place", "请写哪里的，如“宝山区”“上海市”“全国”。")
        for name, number in (("new_term", term), ("new_meeting", meeting)):
            if not number:
                self.add_error(name, f"请写1到{LARGEST}的数。")
        if not (written[0] and term and meeting):
            return ""
        return self._new_session(str(data.get("new_body")), written[0], term, meeting)

    def _new_session(self, body: str, place: str, term: int, meeting: int) -> str:
        between = "委员会" if body == Session.Body.CPPCC else "人民代表大会"
        before = body if body == Session.Body.CPPCC else ""
        try:
            return str(self.directory.session(f"{before}{place}第{term}届{between}第{meeting}次会议"))
        except cells.Wrong as error:
            self.add_error("new_place", str(error))
            return ""

    def _handed_on(self, data: dict[str, Any]) -> str:
        if not (day := data.get("handed_on")):
            return ""
        try:
            return cells.read_handed_on(day, timezone.localdate()).isoformat()
        except cells.Wrong as error:
            self.add_error("handed_on", str(error))
            return ""

    def _check_due(self, data: dict[str, Any]) -> None:
        """What is said is read as a cell would be. Where the day of 交办 holds for all rows too, the limit is checked
        here, once, and not in every row; else a time (3个月) is only looked at."""
        written, handed = str(data["due"]), data.get("handed_on") if "handed_on" in self.asked else None
        days = workdays.WorkCalendar.load()
        try:
            due = day_words.read_due(written, handed or timezone.localdate(), days)
            if due and (note := cells.weekday_note(written, due)):
                raise cells.Wrong(f"{note}。")
            if handed:
                latest = max(workdays.reply_due(handed, kind=kind, days=days) for kind in Kind)
                cells.reply_limit(due, handed, latest)
        except cells.Wrong as error:
            self.add_error("due", str(error))


def _column_field(guess: Guess) -> forms.ChoiceField:
    needed = [(one, one) for one in COLUMNS if one in REQUIRED]
    free = [(one, one) for one in (*COLUMNS, PART) if one not in REQUIRED]
    together = [(one, one) for one in TOGETHER]
    choices: list[tuple[str, Any]] = [
        ("", "这一列不要"),
        ("必要的", needed),
        ("可以没有的", free),
        ("写在一起的", together),
    ]
    if guess.field == UNDECIDED:
        choices.insert(0, (UNDECIDED, "请选一栏"))
    field = forms.ChoiceField(label=f"{guess.letter}列 {guess.name}", choices=choices, required=False)
    field.initial = guess.field
    field.error_messages |= CHOOSE
    return field


def _newest(session: Session) -> tuple[int, int, int]:
    return -session.level, -session.term, -session.meeting
