"""Word files on the drafting page: one in, its text to look at before anything is saved; the newest draft out."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_POST, require_safe

from proposals.bounded.limits import Unreadable
from proposals.bounded.scanner import scan_bytes
from proposals.cases.access import Refused, insiders_only, must_be
from proposals.cases.attachments import clean_name
from proposals.models import Case, Role, Status
from proposals.request import StaffRequest
from proposals.web.pages import find_case
from replies.drafts.changes import label_of
from replies.drafts.forms import OpinionForm, form_for
from replies.drafts.pages import show_draft_form
from replies.letter.docx.markup.lines import shorten
from replies.letter.docx.markup.package import FILE_MOST, UnreadableDocument
from replies.letter.docx.old_formats import convert_document, old_suffix
from replies.letter.docx.read import take_document
from replies.letter.docx.whose import tell_other_case
from replies.letter.docx.word_text import WordText
from replies.letter.docx.write import write_document
from replies.letter.offices import is_same_unit
from replies.models.reply import current_reply
from replies.pages import word_response
from replies.prints.issue import file_name
from replies.prints.snapshots import read_snapshot, snapshot_of


@login_required
@require_POST
def word_in(request: StaffRequest, pk: int) -> HttpResponse:
    """The text of a .docx file. Nothing is saved: the script puts it where the writer says; without a script the
    page comes back with the text in its form, and with what was typed before."""
    case = find_case(request, pk)
    reply = current_reply(case)
    must_be(case, request.user, (Role.HANDLER,), "拟写答复")
    by_script = request.accepts("application/json") and not request.accepts("text/html")
    found, refusal = WordText(), ""
    try:
        if case.status != Status.IN_PROGRESS:
            raise UnreadableDocument(f"这件{case.suggestion.kind}现在是“{case.state_label}”，答复不能再改。")
        found = fit_fields(read_upload(request.FILES.get("word"), case.suggestion.number), case)
    except UnreadableDocument as error:
        refusal = str(error)
    status = 400 if refusal else 200
    if by_script:
        said = {name: getattr(found, name) for name in ("title", "body", "fields", "left_out", "notes")}
        return JsonResponse({"error": refusal} if refusal else said, status=status)
    word = {"found": found, "refusal": refusal, "before": request.POST.get("body", "").strip()}
    return show_draft_form(request, case, reply, filled(form_for(case), request, found), status=status, word=word)


def read_upload(file: "UploadedFile[bytes] | None", number: str) -> WordText:
    if file is None:
        raise UnreadableDocument("请先选择 Word 文件（.docx）。")
    if (file.size or 0) > FILE_MOST:
        raise UnreadableDocument(f"文件太大，不能超过{FILE_MOST // 1024 // 1024}兆。请去掉图片等内容，再导入一次。")
    content = file.read()
    try:
        scan_bytes(content, clean_name(file.name or ""))
    except Unreadable as refusal:
        raise UnreadableDocument(str(refusal)) from None
    if settings.SOFFICE and old_suffix(content):
        content = convert_document(content, settings.SOFFICE, settings.SOFFICE_SECONDS)
    return take_document(content, number)


def fit_fields(found: WordText, case: Case) -> WordText:
    """Only what this form has a field for, and what is to be said of the rest."""
    offered = form_for(case).base_fields
    taken = [f"{label_of(name)}“{as_one_line(text)}”" for name, text in found.fields.items() if name in offered]
    left = [f"{label_of(name)}“{as_one_line(text)}”" for name, text in found.fields.items() if name not in offered]
    if taken:
        found.notes.insert(0, f"放进各自栏目的：{'；'.join(taken)}。接在正文后面时，只填还空着的栏目。")
    if left:
        found.left_out.append(f"{'、'.join(left)}没有取入（会办意见没有这一栏）")
    if found.unit and not is_same_unit(found.unit, case.unit.name):
        found.notes.append(f"文件的落款是“{found.unit}”，本件的承办单位是“{case.unit.name}”，打印时印承办单位。")
    asked = case.suggestion
    found.notes[:0] = tell_other_case(found.title, found.lines, asked.number, asked.title)
    found.drop_fields(set(found.fields) - set(offered))
    return found


def as_one_line(text: str) -> str:
    return shorten("、".join(text.split("\n")), 40)


def filled(form_class: type[OpinionForm], request: HttpRequest, found: WordText) -> OpinionForm:
    """Everything as it was typed, with the file's text in place of the body or after it. What has a field of its own
    replaces what stood there, or fills it where it was empty."""
    texts = request.POST.copy()
    before = texts.get("body", "").strip()
    after = texts.get("where") == "after"
    if found.body:
        texts["body"] = f"{before}\n{found.body}" if before and after else found.body
    for name, text in {"title": found.title, **found.fields}.items():
        if text and not (after and (name == "title" or texts.get(name, "").strip())):
            texts[name] = text
    return form_class(texts)


@login_required
@require_safe
def word_out(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest draft as a .docx file, for the unit's own people."""
    case = find_case(request, pk)
    reply = current_reply(case)
    insiders_only(case, request.user, "答复的 Word 文件")
    snapshot = read_snapshot(snapshot_of(reply))
    if snapshot.letter is None:
        raise Refused("还没有保存过正文，没有可以导出的。请先写好、保存，再导出。")
    return word_response(write_document(snapshot), file_name(case, case.paper, "docx"))
