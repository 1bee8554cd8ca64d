"""What is on record of the answer's side: a row for every table, with every column of it (proposals.journal)."""

from proposals.journal.kinds import ANY, Later, Recorded, acts
from replies.letter.questions import QUESTIONS

R, L = Recorded, Later
OF_REPLY, OF_REPORT = "suggestion:reply__case__suggestion", "suggestion:report__promise__reply__case__suggestion"
OF_STEP = "suggestion:step__promise__reply__case__suggestion"
SIGNATURES = acts(
    "sign amend_sign sign_opinion amend_opinion cosign take_back lapse back_to_lead refuse_cosign cosigned "
    "finished finished_file answered_along"
)
UNSENT = "链接怎样送到、打开过几次，是送信的过程"
MARKS = " ".join(question.key for question in QUESTIONS)
WORK = "工作过程：排队、进度和可以再生成的文件"

RECORDED = (
    # ---- the round and its text ----
    R(
        "replies.Reply",
        "case round genre occasion opened_on",
        state="due_on closed_on signed_draft handler signer signed_at document_number classification disclosure "
        "disclosure_reason delivered_on finished_on sends_at",
        changed=dict.fromkeys(
            [
                "signed_draft",
                "handler",
                "signer",
                "signed_at",
                "document_number",
                "classification",
                "disclosure",
                "disclosure_reason",
            ],
            SIGNATURES,
        ),
        about="suggestion:case__suggestion",
        made=ANY,
        gone=acts("undo_assign"),
    ),
    R(
        "replies.Draft",
        "reply number author saved_at note about title body handling document_number contact phone annexes copies_to "
        "classification promises disclosure disclosure_reason summary",
        about=OF_REPLY,
        made=ANY,
    ),
    R("replies.Override", "reply finding rule words message reason by at", about=OF_REPLY),
    R(
        "replies.Review",
        "reply draft step called outcome cosigning opinion signer on_behalf_of behalf_reason on at",
        (L("撤回", "taken_back_at", "taken_back_at"),),
        about=OF_REPLY,
        made=ANY,
    ),
    R(
        "replies.PrintedForm",
        "reply version occasion verification snapshot created_at",
        (
            L("定稿文件", "sha256", "pdf sha256 size"),
            L("撤回", "taken_back_at", "taken_back_at"),
        ),
        about=OF_REPLY,
        made=ANY,
        files={"pdf": "sha256"},
    ),
    R(
        "replies.Consultation",
        "key reply question draft asked_by asked_on due_on cosigns corrects correction_reason",
        state="unit helping enclosure outcome stance passages answer answered_on answered_by dropped_reason "
        "recorded_by scan opinion kept_reason kept_draft",
        about=OF_REPLY,
        made=ANY,
        gone=acts("undo_assign"),
    ),
    R("replies.Reminder", "consultation on at by", about="suggestion:consultation__reply__case__suggestion"),
    # ---- the deputies ----
    R(
        "replies.Contact",
        "key reply deputy way on staff summary record corrects correction_reason recorded_by recorded_at",
        (L("否认", "denied_at", "denied_at"),),
        about=OF_REPLY,
        made=ANY,
    ),
    R(
        "replies.Meeting",
        "key reply at place staff phone by made_at",
        (L("取消", "off_at", "off_at off_why off_by"),),
        about=OF_REPLY,
        made=acts("meet"),
    ),
    R("replies.Meeting.deputies", "meeting deputy", called="约定面商的代表"),
    R(
        "replies.Delivery",
        "reply deputy on way until recorded_by recorded_at",
        state="silence silent_on",
        about=OF_REPLY,
        made=acts("deliver"),
        gone=acts("undo_deliver"),
    ),
    R(
        "replies.Invitation",
        "deputy reply created_by created_at purpose",
        (L("停用", "revoked_at", "revoked_at disowned"),),
        state="token_hash expires_at",
        about=OF_REPLY,
        free="browser_hash wrong_facts wrong_since opened_at message_hash mailed_to mailed_at "
        "texted_to texted_at tried_at tries last_error reminder",
        why=UNSENT,
    ),
    R(
        "replies.Wish",
        "reply deputy invitation kind made_at",
        (L("办好", "settled_at", "settled_at settled_by outcome"),),
        about=OF_REPLY,
    ),
    R(
        "replies.Attempt",
        "key reply deputy on way outcome note conclusion recorded_by recorded_at",
        state="is_current",
        about=OF_REPLY,
        made=acts("attempt say_silent"),
    ),
    R(
        "replies.Feedback",
        f"reply deputy channel {MARKS} comment signature_name signed_as signature_strokes "
        "signature_photo signed_hash signed_on receipt invitation entered_by scan wish came_by submitted_at number",
        state="is_current stands_over reopened_until reopened_for",
        about=OF_REPLY,
        made=ANY,
        files={"signature_photo": ""},
    ),
    R(
        "replies.DeviceKey",
        "deputy press invitation device lasts made_at",
        (L("停用", "ended_at", "ended_at ended_by"),),
        state="token_hash previous_hash",
        about="deputy:deputy",
        free="used_on expires_at",
        why="什么时候用过，随每次使用走",
    ),
    R("replies.FinishedOpinion", f"reply {MARKS} comment", about=OF_REPLY),
    R(
        "replies.Message",
        "kind key case deputy made_at",
        (L("告知", "told_at", "way words address told_at told_by told_how"),),
        about="suggestion:case__suggestion",
        free="state facts next_at tried_at tries last_error gathered_in",
        why=UNSENT,
    ),
    R("replies.MessageTemplate", "kind number text is_on by at"),
    R("replies.QuietHours", "number begins ends by at"),
    # ---- paper ----
    R(
        "replies.UnitLetter",
        "case extension report notice facts copies part kept_at",
        about="suggestion:case__suggestion",
        made=acts("ask_extension promise_report promise_letter_sent"),
    ),
    R(
        "replies.Printout",
        "printed copy label again by unit at job",
        about="suggestion:printed__reply__case__suggestion",
    ),
    R("replies.PrintTaking", "job by at"),
    R(
        "replies.PrintJob",
        "key by unit role created_at chosen_from copies each_deputy order duplex blank form",
        free="state reason attempt beat_at total done file sha256 size pages finished_at",
        why=WORK,
    ),
    R("replies.PrintJobItem", free="*", why=WORK),
    R(
        "replies.SheetStack",
        "key by unit created_at name came_by sha256 size",
        free="file pages blank state reason done attempt beat_at finished_at",
        why=WORK,
    ),
    R("replies.StackSheet", free="*", why="录入的过程；录了什么，意见反馈里有"),
    # ---- promises ----
    R(
        "replies.Promise",
        "reply position item promised_on",
        state="due_on kept_on carried_to",
        about=OF_REPLY,
        made=acts("promise finished"),
        gone=acts("take_back"),
    ),
    R(
        "replies.PromiseStep",
        "promise number kind on said new_on proof by at",
        (L("告知", "told_on", "told_on"),),
        about="suggestion:promise__reply__case__suggestion",
        made=ANY,
    ),
    R(
        "replies.PromiseReport",
        "key promise made_at",
        (L("签发", "signed_at", "new_on why plan made_by signed_by signed_at step"),),
        about="suggestion:promise__reply__case__suggestion",
        free="seen state version approval_plan approval_step",
        why="每一步有审核记录",
    ),
    R("replies.ReportVerdict", "report number said opinion by at", about=OF_REPORT, made=acts("promise_report")),
    R(
        "replies.PromiseLetter",
        "step",
        state="text number on made_by",
        about=OF_STEP,
        made=acts("promise_letter"),
        changed=dict.fromkeys(["text", "number", "on", "made_by"], acts("promise_letter")),
        free="version",
        why="版本号随每次改动走",
    ),
    R(
        "replies.PromiseLetterDelivery",
        "letter deputy on way by at",
        about="suggestion:letter__step__promise__reply__case__suggestion",
        made=acts("promise_letter_sent"),
    ),
    # ---- reports, revisits, words ----
    R(
        "replies.WorkReport",
        "unit kind period year session by created_at",
        free="counts_to",
        why="统计到哪一天可以改；每一版记着自己的",
    ),
    R("replies.ReportText", free="*", why="正在写的文字；成稿的每一版存着全文"),
    R(
        "replies.MadeReport",
        "key report number by created_at note content",
        (L("成稿", "file", "file word pages finished_at"),),
        files={"file": None, "word": None},
        free="state reason done attempt beat_at",
        why=WORK,
    ),
    R(
        "replies.ReportAsk",
        "key unit by created_at kind period year session due_on said",
        (L("撤销", "withdrawn_at", "withdrawn_at withdrawn_by withdrawn_for"),),
        free="urged urged_at",
        why="每一次催报是一条报送记录",
    ),
    R("replies.AskedReport", "ask unit", free="state", why="由最近一条报送记录决定"),
    R("replies.AskedStep", "asked number kind said by at leader approved_on made file name", files={"file": None}),
    R(
        "replies.RevisitQuestion",
        "unit asked options added_by key",
        (L("停用", "retired_at", "retired_at"),),
        free="position",
        why="排在第几个可以改",
    ),
    R(
        "replies.Revisit",
        "key unit by created_at kind year session units spares_asked share whom seed questions least closes_on",
        (L("结束", "ended_at", "ended_at"),),
    ),
    R("replies.RevisitCase", "revisit case reply lot words drawn"),
    R(
        "replies.RevisitAsk",
        "deputy drawn",
        state="token_hash",
        free="browser_hash wrong_facts wrong_since sent_at tried_at tries last_error",
        why=UNSENT,
    ),
    R("replies.RevisitAnswer", "ask grade answers comment channel entered_by at"),
    R(
        "replies.Wording",
        "unit topic text owner expires_on source key supersedes written_by written_at",
        (L("停用", "retired_at", "retired_by retired_at"),),
    ),
    # ---- no record ----
    R("replies.Autosave", free="*", why="没有保存的文字"),
    R("replies.EntryCode", free="*", why="验证码，过一天就清掉"),
)
