"""Every kind that was tried, with what comes of it."""

from tests.proposals.journal.by_hand import BY_HAND_KINDS
from tests.proposals.journal.erasing import ERASED_KINDS
from tests.proposals.journal.tampering import (
    CLOSED,
    END_FORGED,
    FOREIGN,
    FORGED,
    GONE,
    NO_ACT,
    OF_CLOSED,
    OF_REPLY,
    POSTGRESQL,
    SQLITE,
    UNGUARDED,
    UNMARKED,
    UNSEEN,
    WAITING,
    WRITTEN,
    Kind,
    both,
    change,
    change_and_rewrite,
    copy_seal,
    cut_journal,
    cut_last_event,
    exchange_file,
    forge_act,
    forge_and_unmark,
    forge_feedback,
    forge_role,
    grant_by_hand,
    leave_seal_out,
    refused,
    remove,
    remove_file,
    rewrite_journal,
    run,
    seal_with_own_key,
    state_by_hand,
    whole_case_gone,
)

K = Kind
OTHER_BUREAU = "SELECT id FROM proposals_unit WHERE short_name = '区房管局'"
SECOND_LEADER = "SELECT id FROM proposals_user WHERE username = 'leader2'"
SIGNED_DRAFT = "SELECT signed_draft_id FROM replies_reply WHERE id = {reply}"
UNDECIDED = "outcome = 'waiting', granted_on = NULL, opinion = '', decided_by_id = NULL, decided_at = NULL"
NOTHING = "BEGIN SELECT 1; END"
NO_FUNCTION = "RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN COALESCE(NEW, OLD); END $$"
TEXT = "社区食堂是老人家门口的饭桌。 建议：一、增加助餐点；二、延长供餐时间。"

KINDS = [
    # ---- what the database refuses ----
    refused("办理记录改一条", "UPDATE proposals_event SET comment = 'x'"),
    refused("办理记录删一条", "DELETE FROM proposals_event"),
    refused("办理记录用REPLACE换一条", "REPLACE INTO proposals_event SELECT * FROM proposals_event LIMIT 1", SQLITE),
    refused(
        "办理记录用REPLACE按序号换一条",
        "INSERT OR REPLACE INTO proposals_event (case_id, sequence, at, actor_name, role, action, "
        "label, from_status, to_status, comment, data, previous_hash, hash, seal) SELECT case_id, "
        "sequence, at, '别人', role, action, label, from_status, to_status, comment, data, "
        "previous_hash, hash, seal FROM proposals_event LIMIT 1",
        SQLITE,
    ),
    refused(
        "办理记录用ON CONFLICT换一条",
        "INSERT INTO proposals_event SELECT * FROM proposals_event WHERE true ON CONFLICT (id) DO "
        "UPDATE SET comment = 'x'",
    ),
    refused("办理记录整表清空", "TRUNCATE proposals_event CASCADE", POSTGRESQL),
    refused("管理记录改一条", "UPDATE proposals_administrationevent SET comment = 'x'"),
    refused("管理记录删一条", "DELETE FROM proposals_administrationevent"),
    refused("登录记录删一条", "DELETE FROM proposals_signin"),
    refused("打印记录删一条", "DELETE FROM replies_printout"),
    refused(
        "打印记录用REPLACE换一条", "REPLACE INTO replies_printout SELECT * FROM replies_printout LIMIT 1", SQLITE
    ),
    refused("总账改一笔", "UPDATE proposals_journalentry SET digest = 'x'"),
    refused("总账删一笔", "DELETE FROM proposals_journalentry"),
    refused(
        "总账用REPLACE换一笔",
        "REPLACE INTO proposals_journalentry SELECT * FROM proposals_journalentry LIMIT 1",
        SQLITE,
    ),
    refused("总账整表清空", "TRUNCATE proposals_journalentry", POSTGRESQL),
    # ---- the chains ----
    K(
        "办理记录改一条，触发器拿掉又装回",
        change("proposals_event", "comment = 'x'", f"{OF_CLOSED} AND sequence = 2"),
        (
            "001号 · 区民政局：第2条内容被改过，到第1条（某时）为止是好的。",
            f"001号的办理记录（第几行）：内容{WRITTEN}",
        ),
        cover=UNGUARDED,
    ),
    K(
        "办理记录改一条，整条链重算",
        change_and_rewrite,
        (f"001号的办理记录（第几行等21行）：{FORGED}", f"001号的办理记录（第几行等21行）：内容{WRITTEN}"),
        cover=UNGUARDED,
    ),
    K(
        "办理记录中间删一条",
        remove("proposals_event", f"{OF_CLOSED} AND sequence = 2"),
        (
            "001号 · 区民政局：缺第2条，到第1条（某时）为止是好的。",
            "001号 · 区民政局：第3条与前一条接不上，到第1条（某时）为止是好的。",
            f"001号的办理记录（第几行）：{GONE}",
        ),
        cover=UNMARKED,
    ),
    K("最后一条删掉，末条改回", cut_last_event, (f"001号的办理记录（第几行）：{GONE}",), cover=UNMARKED),
    K(
        "一件连记录整个删掉",
        whole_case_gone,
        (
            f"002号的办理记录（第几行等6行）：整行被删除{NO_ACT}",
            f"002号的办理件（第几行）：整行被删除{NO_ACT}",
            f"002号的代表沟通（第几行等2行）：整行被删除{NO_ACT}",
            f"002号的答复稿（第几行）：整行被删除{NO_ACT}",
            f"002号的答复（第几行）：整行被删除{NO_ACT}",
            f"002号的审核意见（第几行）：整行被删除{NO_ACT}",
        ),
        cover=UNGUARDED,
    ),
    K(
        "一件连记录整个删掉，不留记号",
        whole_case_gone,
        (
            f"002号的办理记录（第几行等6行）：{GONE}",
            f"002号的办理件（第几行）：{GONE}",
            f"002号的代表沟通（第几行等2行）：{GONE}",
            f"002号的答复稿（第几行）：{GONE}",
            f"002号的答复（第几行）：{GONE}",
            f"002号的审核意见（第几行）：{GONE}",
        ),
        cover=UNMARKED,
    ),
    K(
        "管理记录删一条，触发器拿掉又装回",
        remove("proposals_administrationevent"),
        (f"高扬的管理记录（第几行）：整行被删除{NO_ACT}",),
        cover=UNGUARDED,
    ),
    K("登录记录删一条，不留记号", remove("proposals_signin"), (f"孙莉的登录记录（第几行）：{GONE}",), cover=UNMARKED),
    K(
        "总账改一笔的摘要",
        change("proposals_journalentry", "digest = 'x'", "number = 200"),
        (
            "总账第200笔：内容被改过，到第199笔（某时）为止是好的。",
            f"001号的办理记录（第几行）：内容{WRITTEN}",
        ),
        cover=UNGUARDED,
    ),
    K(
        "总账中间删一笔",
        remove("proposals_journalentry", "number = 200"),
        (
            "总账：缺第200笔，到第199笔（某时）为止是连着的。",
            f"001号的办理记录（第几行）：{FOREIGN}",
        ),
        cover=UNGUARDED,
    ),
    K(
        "总账最后一笔删掉，末笔改回",
        cut_journal,
        (END_FORGED, f"002号的审核意见（第几行）：{FOREIGN}"),
        cover=UNGUARDED,
    ),
    K(
        "总账末笔登记改掉",
        change("proposals_journalhead", "hash = 'x'"),
        ("总账：最后一笔与登记的不符。", END_FORGED),
    ),
    K(
        "总账笔数登记改掉",
        change("proposals_journalhead", "count = count + 1"),
        ("总账：应有几笔，实有到第几笔。", END_FORGED),
    ),
    K(
        "期限改掉，自己补记一笔总账",
        state_by_hand,
        (END_FORGED, f"001号的办理件（第几行）：法定答复期限由“2026-07-06”改为“2039-01-01”{NO_ACT}"),
    ),
    K("签发稿改掉，总账从头重算", rewrite_journal, (END_FORGED,), cover=UNGUARDED),
    K("自己补一条办理记录，链也接上", forge_act, (f"002号的办理记录（第几行）：{FORGED}",)),
    K("塞进一个局领导，自己补一条管理记录", grant_by_hand, (f"无岗人员的管理记录（第几行）：{FORGED}",)),
    K("补的办理记录抄别一条的印记", copy_seal, (f"002号的办理记录（第几行）：{FORGED}",)),
    K("补的办理记录不写印记", leave_seal_out, ("002号的办理记录（第几行）：没有印记。",)),
    K(
        "补的办理记录用自己的钥匙盖印记",
        seal_with_own_key,
        ("002号的办理记录（第几行）：印记是用另一把钥匙（某把）盖的，这台机器上没有。",),
    ),
    # ---- the case ----
    K(
        "状态改掉",
        change("proposals_case", "status = 'to_report', closed_on = NULL", CLOSED),
        (
            "001号 · 区民政局：现在是“待报送”，最后一条办理记录说的是“办结”。",
            f"001号的办理件（第几行）：状态由“办结”改为“待报送”{NO_ACT}",
            f"001号的办理件（第几行）：办结日期由“2026-03-04”改为“”{NO_ACT}",
        ),
    ),
    K(
        "状态改掉，不留记号",
        change("proposals_case", "status = 'to_report', closed_on = NULL", CLOSED),
        (
            "001号 · 区民政局：现在是“待报送”，最后一条办理记录说的是“办结”。",
            f"001号的办理件（第几行）：状态由“办结”改为“待报送”{UNSEEN}",
            f"001号的办理件（第几行）：办结日期由“2026-03-04”改为“”{UNSEEN}",
        ),
        cover=UNMARKED,
    ),
    K(
        "法定期限往后挪",
        change("proposals_case", "statutory_due = '2039-01-01'", WAITING),
        (f"002号的办理件（第几行）：法定答复期限由“2026-06-04”改为“2039-01-01”{NO_ACT}",),
    ),
    K(
        "法定期限往后挪，不留记号",
        change("proposals_case", "statutory_due = '2039-01-01'", WAITING),
        (f"002号的办理件（第几行）：法定答复期限由“2026-06-04”改为“2039-01-01”{UNSEEN}",),
        cover=UNMARKED,
    ),
    K(
        "区内期限加上",
        change("proposals_case", "internal_due = handed_on", WAITING),
        (f"002号的办理件（第几行）：区内要求期限由“”改为“2026-03-04”{NO_ACT}",),
    ),
    K(
        "经办人去掉",
        change("proposals_case", "handler_id = NULL, status = 'received'", WAITING),
        (
            "002号 · 区民政局：现在是“已签收”，最后一条办理记录说的是“审核中·待签发”。",
            f"002号的办理件（第几行）：状态由“审核中·待签发”改为“已签收”{NO_ACT}",
            f"002号的办理件（第几行）：经办人由“高扬”改为“”{NO_ACT}",
        ),
    ),
    K(
        "承办单位换掉",
        change("proposals_case", f"unit_id = ({OTHER_BUREAU})", WAITING),
        (f"002号的办理件（第几行）：承办单位由“区民政局”改为“区房管局”{NO_ACT}",),
    ),
    K(
        "办理方式换掉",
        change("proposals_case", "part = '主办'", WAITING),
        (f"002号的办理件（第几行）：办理方式由“独办”改为“主办”{NO_ACT}",),
    ),
    K(
        "送达日期补上",
        change("proposals_case", "delivered_on = '2020-01-01'", WAITING),
        (f"002号的办理件（第几行）：全部送达日期由“”改为“2020-01-01”{NO_ACT}",),
    ),
    K(
        "建议原文改掉",
        change("proposals_suggestion", "text = '别的话'", "id = {suggestion}"),
        (f"建议001号（第几行）：建议内容由“{TEXT}”改为“别的话”{NO_ACT}",),
    ),
    K(
        "案由改掉，不留记号",
        change("proposals_suggestion", "title = '别的事'", "id = {suggestion}"),
        (f"建议001号（第几行）：标题由“关于优化社区食堂、方便老年人就餐的建议”改为“别的事”{UNSEEN}",),
        cover=UNMARKED,
    ),
    K(
        "提出人的先后改掉",
        change("proposals_sponsorship", "position = position + 10", "suggestion_id = {suggestion}"),
        (
            f"001号的提出人（第几行）：顺序由“1”改为“11”{NO_ACT}",
            f"001号的提出人（第几行）：顺序由“2”改为“12”{NO_ACT}",
        ),
    ),
    K(
        "附议人删掉",
        remove("proposals_sponsorship", "suggestion_id = {suggestion} AND position = 2"),
        (f"001号的提出人（第几行）：整行被删除{NO_ACT}",),
    ),
    K(
        "附议人删掉，不留记号",
        remove("proposals_sponsorship", "suggestion_id = {suggestion} AND position = 2"),
        (f"001号的提出人（第几行）：{GONE}",),
        cover=UNMARKED,
    ),
    K(
        "附议人换成别人",
        change(
            "proposals_sponsorship",
            "deputy_id = (SELECT max(id) FROM proposals_deputy)",
            "suggestion_id = {suggestion} AND position = 2",
        ),
        (f"001号的提出人（第几行）：代表由“周建伟”改为“吴敏”{NO_ACT}",),
    ),
    # ---- the answer ----
    K(
        "签发稿的正文改掉",
        change("replies_draft", "body = '另一篇'", f"id = ({SIGNED_DRAFT})"),
        (f"001号的答复稿（第几行）：内容{WRITTEN}",),
    ),
    K(
        "草稿删掉一版",
        remove("replies_draft", "reply_id = (SELECT id FROM replies_reply WHERE case_id = {waiting})"),
        (f"002号的答复稿（第几行）：整行被删除{NO_ACT}",),
    ),
    K(
        "签发日期提前",
        change("replies_reply", "signed_at = '2020-01-01 00:00:00'", "id = {reply}"),
        (f"001号的答复（第几行）：签发时间由“某时”改为“某时”{NO_ACT}",),
    ),
    K(
        "公开属性改掉",
        change("replies_reply", "disclosure = '不公开', disclosure_reason = '不宜公开'", "id = {reply}"),
        (
            f"001号的答复（第几行）：公开属性由“主动公开·全文”改为“不公开”{NO_ACT}",
            f"001号的答复（第几行）：不予主动公开的理由由“”改为“不宜公开”{NO_ACT}",
        ),
    ),
    K(
        "办理结果分类改掉，不留记号",
        change("replies_reply", "classification = '已解决'", "id = {reply}"),
        (f"001号的答复（第几行）：办理结果分类由“正在解决”改为“已解决”{UNSEEN}",),
        cover=UNMARKED,
    ),
    K(
        "审核意见改掉",
        change("replies_review", "opinion = '不同意'", OF_REPLY),
        (f"001号的审核意见（第几行等2行）：内容{WRITTEN}",),
    ),
    K("审核意见删掉", remove("replies_review", OF_REPLY), (f"001号的审核意见（第几行等2行）：整行被删除{NO_ACT}",)),
    K(
        "签发人换成别人",
        change("replies_review", f"signer_id = ({SECOND_LEADER})", f"{OF_REPLY} AND step = 'sign'"),
        (f"001号的审核意见（第几行）：内容{WRITTEN}",),
    ),
    K(
        "不满意改成满意",
        change("replies_feedback", "result = '满意', comment = ''", f"{OF_REPLY} AND result = '不满意'"),
        (f"001号的意见反馈（第几行）：内容{WRITTEN}",),
    ),
    K(
        "代表意见删掉",
        remove("replies_feedback", f"{OF_REPLY} AND result = '不满意'"),
        (f"001号的意见反馈（第几行）：整行被删除{NO_ACT}",),
    ),
    K("代表意见塞进一条", forge_feedback, (f"001号的意见反馈（第几行）：新增的一行{NO_ACT}",)),
    K("代表意见塞进一条，不留记号", forge_feedback, (f"001号的意见反馈（第几行）：{FOREIGN}",), cover=UNMARKED),
    K("代表意见塞进一条，记号删掉", forge_and_unmark, (f"001号的意见反馈（第几行）：{FOREIGN}",)),
    K(
        "代表意见改成不算数",
        change("replies_feedback", "is_current = (1 = 0)", f"{OF_REPLY} AND result = '不满意'"),
        (f"001号的意见反馈（第几行）：算数由“是”改为“否”{NO_ACT}",),
    ),
    K(
        "代表沟通改掉",
        change("replies_contact", "summary = '代表很满意'", OF_REPLY),
        (f"001号的代表沟通（第几行等2行）：内容{WRITTEN}",),
    ),
    K("代表沟通删掉", remove("replies_contact", OF_REPLY), (f"001号的代表沟通（第几行等2行）：整行被删除{NO_ACT}",)),
    K(
        "送达日期改掉",
        change("replies_delivery", "\"on\" = '2020-01-01'", OF_REPLY),
        (f"001号的送达（第几行等2行）：内容{WRITTEN}",),
    ),
    K("送达删掉", remove("replies_delivery", OF_REPLY), (f"001号的送达（第几行等2行）：整行被删除{NO_ACT}",)),
    K(
        "承诺的事项改掉",
        change("replies_promise", "item = '别的事'", OF_REPLY),
        (f"001号的承诺（第几行）：内容{WRITTEN}",),
    ),
    K(
        "承诺的日期往后挪",
        change("replies_promise", "due_on = '2039-01-01'", OF_REPLY),
        (f"001号的承诺（第几行）：现在的完成日期由“2026-03-14”改为“2039-01-01”{NO_ACT}",),
    ),
    K(
        "承诺删掉",
        remove("replies_promise"),
        (
            f"001号的承诺的办理（第几行）：{GONE}",
            f"001号的承诺（第几行）：整行被删除{NO_ACT}",
        ),
    ),
    K(
        "兑现登记改掉",
        change("replies_promisestep", "said = '别的话'"),
        (f"001号的承诺的办理（第几行）：内容{WRITTEN}",),
    ),
    K("兑现登记删掉", remove("replies_promisestep"), (f"001号的承诺的办理（第几行）：整行被删除{NO_ACT}",)),
    K(
        "延期批复改掉",
        change("proposals_extension", "opinion = '不同意'"),
        (f"001号的延期（第几行）：“批复”部分{WRITTEN}",),
    ),
    K(
        "延期批复抹掉",
        change("proposals_extension", UNDECIDED),
        ("001号的延期（第几行）：“批复”部分被抹掉了，某时入总账时还有。",),
    ),
    K(
        "督办回复改掉",
        change("proposals_supervision", "answer = '没有办'"),
        (f"001号的督办单（第几行）：“回复”部分{WRITTEN}",),
    ),
    K("督办单删掉", remove("proposals_supervision"), (f"001号的督办单（第几行）：整行被删除{NO_ACT}",)),
    K(
        "征询链接的期限延长",
        change("replies_invitation", "expires_at = '2039-01-01 00:00:00'", OF_REPLY),
        (f"001号的征询链接（第几行等2行）：链接的期限由“某时”改为“某时”{NO_ACT}",),
    ),
    # ---- paper and files ----
    K(
        "定稿的快照改掉",
        change("replies_printedform", "snapshot = '{}'"),
        (f"001号的定稿打印件（第几行等2行）：内容{WRITTEN}",),
    ),
    K(
        "定稿PDF的字节换掉",
        exchange_file("replies_printedform", "pdf"),
        ("001号的定稿打印件（第几行）：文件printed/某件.pdf被换过，与存入时的SHA-256不同。",),
    ),
    K(
        "定稿的SHA-256改掉",
        change("replies_printedform", "sha256 = 'x'"),
        (
            f"001号的定稿打印件（第几行等2行）：“定稿文件”部分{WRITTEN}",
            "001号的定稿打印件（第几行）：文件printed/某件.pdf被换过，与存入时的SHA-256不同。",
            "001号的定稿打印件（第几行）：文件printed/某件.pdf被换过，与存入时的SHA-256不同。",
        ),
    ),
    K(
        "附件的字节换掉",
        exchange_file("proposals_attachment", "file"),
        ("001号的附件（第几行）：文件attachments/某件.pdf被换过，与存入时的SHA-256不同。",),
    ),
    K(
        "附件的文件删掉",
        remove_file,
        ("001号的附件（第几行）：文件attachments/某件.pdf不见了。",),
    ),
    K("附件换名", change("proposals_attachment", "name = '别的.pdf'"), (f"001号的附件（第几行）：内容{WRITTEN}",)),
    K(
        "打印记录删掉，触发器拿掉又装回",
        remove("replies_printout"),
        (f"001号的打印记录（第几行）：{GONE}",),
        cover=UNMARKED,
    ),
    # ---- people, roles, calendar, limits ----
    K("塞进一个局领导", forge_role, (f"无岗人员的任职（第几行）：新增的一行{NO_ACT}",)),
    K("塞进一个局领导，不留记号", forge_role, (f"无岗人员的任职（第几行）：{FOREIGN}",), cover=UNMARKED),
    K(
        "把经办人改成局领导",
        change(
            "proposals_membership",
            "role = 'leader'",
            "user_id = (SELECT id FROM proposals_user WHERE username = 'handler2')",
        ),
        (f"许静的任职（第几行）：角色由“经办人”改为“局领导”{NO_ACT}",),
    ),
    K(
        "换掉别人的密码",
        change("proposals_user", "password = 'x'", "username = 'leader'"),
        (f"人员郑国华（第几行）：密码被换过{NO_ACT}",),
    ),
    K(
        "换掉别人的姓名",
        change("proposals_user", "name = '别人'", "username = 'leader'"),
        (f"人员别人（第几行）：姓名由“郑国华”改为“别人”{NO_ACT}",),
    ),
    K(
        "加一个放假日",
        run("INSERT INTO proposals_calendarday (date, is_working, name) VALUES ('2026-12-07', (1 = 0), '假')"),
        (f"节假日与调休（第2026-12-07行）：新增的一行{NO_ACT}",),
    ),
    K(
        "删一个放假日",
        remove("proposals_calendarday", "date = '2026-10-01'"),
        (f"节假日与调休（第2026-10-01行）：整行被删除{NO_ACT}",),
    ),
    K(
        "改一个期限",
        change("proposals_limit", "count = 9", "step = 'reply'"),
        (f"期限（第几行等2行）：数由“3”改为“9”{NO_ACT}",),
    ),
    K(
        "加一条本地规则",
        run(
            "INSERT INTO proposals_placerule (question, kind, answer, source) "
            "VALUES ('silence', '建议', 'close', '口头')"
        ),
        (f"本地规则（第几行）：新增的一行{NO_ACT}",),
    ),
    K(
        "改大会的日期",
        change("proposals_session", "opened_on = '2026-01-01', closed_on = '2026-01-09'"),
        (
            f"届次（第几行）：开幕日期由“”改为“2026-01-01”{NO_ACT}",
            f"届次（第几行）：闭幕日期由“”改为“2026-01-09”{NO_ACT}",
        ),
    ),
    K(
        "代表换名字",
        change("proposals_deputy", "name = '别人'", "id = (SELECT min(id) FROM proposals_deputy)"),
        (f"代表别人（第几行）：姓名由“赵洪蓉”改为“别人”{NO_ACT}",),
    ),
    K(
        "单位换名字，不留记号",
        change("proposals_unit", "name = '别的局'", "short_name = '区民政局'"),
        (f"单位别的局（第几行）：全称由“上海市宝山区民政局”改为“别的局”{UNSEEN}",),
        cover=UNMARKED,
    ),
    # ---- the guards ----
    K(
        "不许改的触发器拿掉",
        run("DROP TRIGGER proposals_event_no_update"),
        ("不许改、不许删的触发器proposals_event_no_update：没有了。",),
        databases=SQLITE,
    ),
    K(
        "防REPLACE的触发器拿掉",
        run("DROP TRIGGER proposals_event_no_replace"),
        ("不许改、不许删的触发器proposals_event_no_replace：没有了。",),
        databases=SQLITE,
    ),
    K(
        "记入总账的触发器拿掉",
        run("DROP TRIGGER replies_review_marks_delete"),
        ("记入总账的触发器replies_review_marks_delete：没有了。",),
        databases=SQLITE,
    ),
    K(
        "不许改的触发器换成不做事的",
        both(
            "DROP TRIGGER proposals_event_no_update",
            f"CREATE TRIGGER proposals_event_no_update BEFORE UPDATE ON proposals_event {NOTHING}",
        ),
        ("不许改、不许删的触发器proposals_event_no_update：被改过。",),
        databases=SQLITE,
    ),
    K(
        "装一个改内容的触发器",
        run(f"CREATE TRIGGER helpful AFTER INSERT ON replies_feedback {NOTHING}"),
        ("触发器helpful：不是这个程序的。",),
        databases=SQLITE,
    ),
    K(
        "不许改的触发器拿掉（PostgreSQL）",
        run("DROP TRIGGER proposals_event_append_only ON proposals_event"),
        ("不许改、不许删的触发器proposals_event_append_only：没有了。",),
        databases=POSTGRESQL,
    ),
    K(
        "不许改的触发器停用",
        run("ALTER TABLE proposals_event DISABLE TRIGGER proposals_event_append_only"),
        ("不许改、不许删的触发器proposals_event_append_only：被停用了。",),
        databases=POSTGRESQL,
    ),
    K(
        "记入总账的触发器拿掉（PostgreSQL）",
        run("DROP TRIGGER replies_review_marks_delete ON replies_review"),
        ("记入总账的触发器replies_review_marks_delete：没有了。",),
        databases=POSTGRESQL,
    ),
    K(
        "不许改的函数换成不做事的",
        run(f"CREATE OR REPLACE FUNCTION banli_append_only() {NO_FUNCTION}"),
        ("触发器的函数banli_append_only：被改过。",),
        databases=POSTGRESQL,
    ),
    K(
        "记入总账的函数换成不做事的",
        run(f"CREATE OR REPLACE FUNCTION banli_mark_row() {NO_FUNCTION}"),
        ("触发器的函数banli_mark_row：被改过。",),
        databases=POSTGRESQL,
    ),
    K(
        "装一个不做事的触发器",
        run(
            "CREATE TRIGGER helpful AFTER INSERT ON replies_feedback "
            "FOR EACH ROW EXECUTE FUNCTION banli_mark_row('id')"
        ),
        ("触发器helpful：不是这个程序的。",),
        databases=POSTGRESQL,
    ),
    K(
        "用replica模式绕过触发器改办理记录",
        both(
            "SET LOCAL session_replication_role = replica",
            "UPDATE proposals_event SET comment = 'x' WHERE case_id = {closed} AND sequence = 2",
            "SET LOCAL session_replication_role = origin",
        ),
        (
            "001号 · 区民政局：第2条内容被改过，到第1条（某时）为止是好的。",
            f"001号的办理记录（第几行）：内容{WRITTEN}",
        ),
        databases=POSTGRESQL,
    ),
    *ERASED_KINDS,
    *BY_HAND_KINDS,
]
