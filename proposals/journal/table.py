"""What is on record of the suggestion's side: a row for every table, with every column of it."""

from proposals.journal.kinds import ANY, Later, Recorded, acts

R, L = Recorded, Later
SUGGESTION, OF_CASE, OF_USER, OF_UNIT = "suggestion:pk", "suggestion:case__suggestion", "user:user", "unit:pk"
DATES = acts(
    "recount widen due_along decide_extension correct hand_over reopen follow_up ask_again host_again consult asked"
)
DUTY = acts("assign undo_assign reassign")
REGISTERED = acts("correct hand_over finished")
ASKED = acts("asked cosign_asked")
CALENDAR, PERSON, ROLE = acts("calendar"), acts("admin:person"), acts("admin:role")
ERASURE = acts("admin:erasure")
RULE = acts("admin:rule")
OWN = "没有办理内容：只管一个人自己怎么看、怎么被提醒"

RECORDED = (
    # ---- acts: what was done, by whom ----
    R(
        "proposals.Event",
        "case sequence at actor deputy actor_name role action label from_status to_status comment data "
        "previous_hash hash seal",
        about=OF_CASE,
        act=("", "action"),
    ),
    R(
        "proposals.AdministrationEvent",
        "at actor actor_name unit subject subject_id subject_name label comment changes source seal",
        act=("admin:", "subject"),
    ),
    R("proposals.SignIn", "at typed user address outcome seal", about=OF_USER, act=("sign_in:", "outcome")),
    R("proposals.CalendarChange", "number key what reason followed by at seal", about="rules", act=("calendar", "")),
    # ---- the case ----
    R(
        "proposals.Suggestion",
        "created_at",
        state="kind session number title text category made_between_sessions led_as led_by voided_on",
        changed={
            **dict.fromkeys(
                ["kind", "session", "number", "title", "text", "category", "made_between_sessions"], REGISTERED
            ),
            **dict.fromkeys(["led_as", "led_by"], acts("lead correct")),
            "voided_on": acts("void"),
        },
        about=SUGGESTION,
        made=REGISTERED,
        free="number_key",
        why="由文号算出来",
    ),
    R(
        "proposals.Sponsorship",
        state="suggestion deputy position",
        changed=dict.fromkeys(["suggestion", "deputy", "position"], acts("correct deputy_merged")),
        about="suggestion:suggestion",
        made=REGISTERED,
        gone=acts("correct hand_over"),
    ),
    R(
        "proposals.Case",
        "suggestion",
        state="unit part share status handed_on first_handed_on received_on section handler statutory_due "
        "internal_due wide_reason delivered_on answered_on closed_on passed_on finished_before joined_to",
        changed={
            **dict.fromkeys(["unit", "part", "share", "handed_on", "first_handed_on"], REGISTERED),
            "statutory_due": DATES,
            "internal_due": DATES | DUTY,
            **dict.fromkeys(["handler", "section"], DUTY),
            "wide_reason": acts("widen"),
            "finished_before": acts("finished"),
            "joined_to": acts("join split void withdraw move_on"),
        },
        about="suggestion:suggestion",
        made=REGISTERED | ASKED,
        free="version approval_plan approval_step event_count event_head",
        why="版本号和审到哪一步随每一步走；记录的条数和末条由办理记录的链核对",
    ),
    R(
        "proposals.Attachment",
        "suggestion case kind file name content_type suffix size pages sha256 uploaded_by uploaded_at",
        about="suggestion:suggestion",
        files={"file": "sha256"},
        free="said removed_at removed_by",
        why="材料是单位内部的，不进记录，可以移走、放回、改说明",
    ),
    R(
        "proposals.Extension",
        "case round key from_due wished_on reason report leader asked_by asked_at",
        (L("批复", "decided_at", "outcome granted_on opinion decided_by decided_at"),),
        state="told_on",
        about=OF_CASE,
        made=acts("ask_extension"),
    ),
    R(
        "proposals.ExtensionNotice",
        "extension deputy on way said by at",
        about="suggestion:extension__case__suggestion",
        made=acts("tell_extension"),
    ),
    R("proposals.MovedCase", "change case old_due new_due dropped", about=OF_CASE, made=acts("recount")),
    R(
        "proposals.Consent",
        "case matter body opinion unit share until by at",
        (L("了结", "ended_at", "ended_at"),),
        about=OF_CASE,
        made=acts("consent withdraw"),
    ),
    R(
        "proposals.Objection",
        "key case deputy came_by reason proposed recorded_by said_on at body",
        (
            L("建议", "advised_at", "advice advised_unit advised_by advised_at"),
            L("结果", "decided_at", "outcome why decided_as decided_by decided_at moved_to"),
        ),
        state="awaits",
        about=OF_CASE,
        made=acts("objection"),
    ),
    R(
        "proposals.Supervision",
        "key case text by body at answer_due",
        (L("回复", "answered_at", "answer answered_by answered_at"),),
        about=OF_CASE,
        made=acts("supervise"),
    ),
    R(
        "proposals.Inquiry",
        "key case committee text by at answer_due",
        (L("答复", "answered_at", "answer answered_by answered_at"),),
        about=OF_CASE,
        made=acts("inquire"),
    ),
    R(
        "proposals.CoordinationAsk",
        "key case reason by at",
        (L("结果", "settled_at", "meeting refusal settled_by settled_at"),),
        about=OF_CASE,
        made=acts("coordinate_ask"),
    ),
    R(
        "proposals.CoordinationSupplement",
        "key meeting words file by at",
        about="suggestion:meeting__suggestion",
        made=acts("coordinate_supplement"),
    ),
    R(
        "proposals.Coordination",
        "key suggestion body by at",
        state="meets_at place matter moved_why off_why off_at minutes tasks file recorded_by recorded_at",
        about="suggestion:suggestion",
        made=ANY,
        free="version",
        why="版本号随每次改动走",
    ),
    R("proposals.Coordination.units", "coordination unit", called="协调会的单位"),
    R("proposals.Coordination.deputies", free="coordination deputy", why="请到会的代表可以改"),
    R(
        "proposals.SupervisionPlan",
        "suggestion",
        state="led_as led_by text starts ends body by at report report_file reported_by reported_at",
        about="suggestion:suggestion",
        made=ANY,
        free="version",
        why="版本号随每次改动走",
    ),
    # ---- people, roles, units ----
    R(
        "proposals.User",
        state="username name email phone mobile unit section is_active is_superuser is_staff password "
        "password_until password_given_by",
        changed={"password": acts("admin:person sign_in:opened")},
        about="user:pk",
        hidden="password",
        free="last_login date_joined initials summary_hour",
        why="登录时间有登录记录；简拼由姓名算出来；汇总的钟点是各人自己的",
    ),
    R("proposals.User.groups", free="*", why="不用：权限只看任职"),
    R("proposals.User.user_permissions", free="*", why="不用：权限只看任职"),
    R(
        "proposals.Membership",
        state="user unit role section is_active",
        changed={**dict.fromkeys(["user", "unit", "role", "is_active"], ROLE), "section": PERSON | ROLE},
        about=OF_USER,
        made=acts("admin:role admin:setup"),
    ),
    R(
        "proposals.RoleProposal",
        "user unit role section wish source proposed_by proposed_at",
        (L("决定", "decided_at", "decision decided_by decided_at reason"),),
        about=OF_USER,
        made=ROLE,
    ),
    R(
        "proposals.Absence",
        "user unit starts reason stand_in recorded_by recorded_at key",
        (L("结束", "ended_at", "ended_by ended_at"),),
        about=OF_USER,
        free="until",
        why="可以提前回来；代办的每一步记着代谁",
    ),
    R(
        "proposals.Unit",
        state="name short_name kind letter_mark phone address letter_format asks_phone parent is_active",
        about=OF_UNIT,
        free="robot",
        why="群机器人的地址是一把钥匙，只记改过",
    ),
    R("proposals.UnitAlias", "name unit added_by added_at", about="unit:unit", gone=ANY),
    R("proposals.CommitteeField", "committee category", about="unit:committee", gone=ANY),
    R("proposals.ApprovalPlan", "unit number made_by made_at"),
    R("proposals.ApprovalPlan.wide_signers", "approvalplan user", called="全区件签发人"),
    R("proposals.ApprovalStep", "plan position name taker own_section only_wide"),
    R("proposals.ApprovalStep.people", "approvalstep user", called="审批的人"),
    R(
        "proposals.Deputy",
        state="code name kind level proposes_as delegation contact phone email address told_by left_on left_why "
        "merged_into",
        about="deputy:pk",
        free="initials",
        why="由姓名算出来",
    ),
    R("proposals.Session", state="body level place term meeting opened_on closed_on", about="session:pk"),
    R("proposals.CalendarDay", state="is_working name", about="rules", made=CALENDAR, gone=CALENDAR),
    R("proposals.Limit", state="step kind count measure source", about="rules", made=CALENDAR, gone=CALENDAR),
    R("proposals.PlaceRule", state="question kind answer source", about="rules", made=CALENDAR, gone=CALENDAR),
    R(
        "proposals.FactorRule",
        state="role daily signing",
        about="rules",
        changed=dict.fromkeys(["daily", "signing"], RULE),
    ),
    R(
        "proposals.SecondFactor",
        "user secret made_at",
        about=OF_USER,
        made=PERSON,
        gone=PERSON,
        free="last_step failures barred_until generation",
        why="哪一个验证码用过、错了几次，随每次登录走",
    ),
    R(
        "proposals.FactorReset",
        "user reason asked_by asked_at",
        (L("决定", "decided_at", "decision decided_by decided_at"),),
        about=OF_USER,
        made=PERSON,
    ),
    R("proposals.RecoveryCode", "factor digest", about="user:factor__user", made=PERSON, gone=PERSON),
    R("proposals.Export", "user at name conditions rows"),
    R("proposals.SignedHead", "number at key text signature"),
    R("proposals.HeadSending", "head address at failure"),
    R("proposals.BackupRun", "kind begun_at at place size sha256 number files said failure"),
    R(
        "proposals.Erasure",
        "key suggestion law reason places asked_by asked_at",
        (L("决定", "decided_at", "decision decided_by decided_at"),),
        about="erasure:pk",
        made=ERASURE,
    ),
    R(
        "proposals.Tombstone",
        "erasure table row part columns before after length at seal",
        about="erasure:erasure",
        made=ERASURE,
    ),
    R("proposals.DestroyedBackup", "erasure backup how by at", about="erasure:erasure", made=ERASURE),
    R(
        "proposals.ArchivedYear",
        "year reason by at",
        (L("重新打开", "reopened_at", "reopened_at reopened_by reopened_for"),),
        about="year:pk",
        made=acts("admin:year"),
    ),
    R("proposals.ProofRun", "begun_at at is_fast number hash proved faults said asked_by"),
    R("proposals.KnownHead", "unit key names fields by at"),
    R(
        "proposals.IntakeList",
        "name sha256 uploaded_by uploaded_at",
        free="tables choice content version known chosen_by applied_by applied_at made corrected finished",
        why="读进来的过程；登记了什么，每一件有办理记录",
    ),
    # ---- no record ----
    R("proposals.BrowserSession", free="*", why="登录着的浏览器；登录和退出有登录记录"),
    R("proposals.Pace", free="*", why="试过几次，过一天就清掉"),
    R("proposals.SavedView", free="*", why=OWN),
    R("proposals.Note", free="*", why="单位内部的留言，不进任何记录"),
    R("proposals.Note.asked", free="*", why="单位内部的留言，不进任何记录"),
    R("proposals.Follow", free="*", why=OWN),
    R("proposals.Notice", free="*", why="由办理记录生成的提醒，可以再生成"),
    R("proposals.NoticeChoice", free="*", why=OWN),
    R("proposals.ErasePermit", free="*", why="只在清除的那一刻有，办完就没有了"),
    R("proposals.JournalEntry", free="*", why="总账自己，按链核对"),
    R("proposals.JournalHead", free="*", why="总账自己，按链核对"),
    R("proposals.JournalMark", free="*", why="待入账的记号，入账后就没有了"),
)
