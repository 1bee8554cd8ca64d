-- 代表页面（BANLI_FACE=outside）自己的数据库账号：读代表页面要读的，写代表要写的，别的都不能。
-- 先运行 deploy/roles.sql，再以 postgres 账号运行这一个；每次升级以后再运行一次，可以重复运行：
--   runuser -u postgres -- psql -v ON_ERROR_STOP=1 -d banli -f deploy/outside.sql
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'banli_outside') THEN CREATE ROLE banli_outside LOGIN; END IF;
END $$;
REVOKE ALL ON SCHEMA public FROM banli_outside;
GRANT USAGE ON SCHEMA public TO banli_outside;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM banli_outside;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM banli_outside;

-- 整张表可以读的。不在这里的表，读不到（账号的角色、登录记录、管理记录、总账、末笔、备份、两步登录、留言、稿子的自动保存等）。
GRANT SELECT ON
  django_migrations,
  -- 建议和办理到哪一步
  proposals_session, proposals_suggestion, proposals_sponsorship, proposals_deputy, proposals_case, proposals_event,
  proposals_extension, proposals_supervision, proposals_objection, proposals_approvalplan, proposals_approvalstep,
  -- 归档的年度；清除了什么（文件打不开时说明原因）
  proposals_archivedyear, proposals_tombstone, proposals_erasure,
  -- 日历、期限、本地规定
  proposals_calendarday, proposals_limit, proposals_placerule,
  -- 答复、送达、链接、意见、承诺、联系
  replies_reply, replies_delivery, replies_printedform, replies_invitation, replies_feedback, replies_wish,
  replies_promise, replies_promisestep, replies_contact, replies_attempt, replies_message, replies_draft,
  -- 我的建议、回访
  replies_devicekey, replies_entrycode,
  replies_revisit, replies_revisitcase, replies_revisitask, replies_revisitanswer,
  -- 次数限制、代表页面自己的会话
  proposals_pace, proposals_browsersession
TO banli_outside;

-- 工作人员和单位：密码、账号、邮箱、手机、机器人地址读不到。
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT a.attrelid::regclass AS name, string_agg(quote_ident(a.attname), ', ') AS columns
    FROM pg_attribute a
    WHERE a.attnum > 0 AND NOT a.attisdropped
      AND ((a.attrelid = 'proposals_user'::regclass AND a.attname NOT IN ('password', 'username', 'email', 'mobile'))
        OR (a.attrelid = 'proposals_unit'::regclass AND a.attname <> 'robot'))
    GROUP BY a.attrelid
  LOOP
    EXECUTE format('GRANT SELECT (%s) ON %s TO banli_outside', one.columns, one.name);
  END LOOP;
END $$;
-- 后台任务：只看等了多久（/readyz），不看内容。
GRANT SELECT (id, status, enqueued_at, run_after, finished_at) ON django_tasks_database_dbtaskresult TO banli_outside;

-- 可以增加的。
GRANT INSERT ON
  proposals_event, proposals_administrationevent, proposals_objection, proposals_pace, proposals_browsersession,
  replies_delivery, replies_devicekey, replies_entrycode, replies_feedback, replies_invitation, replies_revisitanswer,
  replies_wish, django_tasks_database_dbtaskresult
TO banli_outside;
GRANT SELECT (id) ON proposals_administrationevent TO banli_outside; -- 增加以后取回编号
-- 可以改的，只有这几栏；可以删的，只有自己的会话。
GRANT UPDATE, DELETE ON proposals_browsersession TO banli_outside;
GRANT UPDATE ON proposals_pace TO banli_outside;
GRANT UPDATE (status, version, event_count, event_head, delivered_on, closed_on, approval_step_id) ON proposals_case TO banli_outside;
GRANT UPDATE (created_at) ON proposals_suggestion TO banli_outside; -- 只为锁住这一行：PostgreSQL 要有一栏能改才让锁
GRANT UPDATE (told_by) ON proposals_deputy TO banli_outside;
GRANT UPDATE (awaits, decided_at, outcome) ON proposals_objection TO banli_outside;
GRANT UPDATE (closed_on, delivered_on) ON replies_reply TO banli_outside;
GRANT UPDATE (is_current) ON replies_attempt TO banli_outside;
GRANT UPDATE (denied_at) ON replies_contact TO banli_outside;
GRANT UPDATE (is_current, stands_over_id) ON replies_feedback TO banli_outside;
GRANT UPDATE (browser_hash, opened_at, wrong_facts, wrong_since, revoked_at, disowned) ON replies_invitation TO banli_outside;
GRANT UPDATE (browser_hash, token_hash, wrong_facts, wrong_since) ON replies_revisitask TO banli_outside;
GRANT UPDATE (tries, used_at) ON replies_entrycode TO banli_outside;
GRANT UPDATE (token_hash, previous_hash, used_on, expires_at, ended_at, ended_by_id) ON replies_devicekey TO banli_outside;
GRANT UPDATE (state, way, last_error) ON replies_message TO banli_outside;

-- 改了什么由触发器记入待入账的一张表；那张表代表页面自己不能碰。入账由内网做。
ALTER FUNCTION banli_mark_row() SECURITY DEFINER SET search_path = public, pg_temp;

-- 同一张表里，也只看得到、写得了这些行。对别的账号什么也不改变；备份（pg_dump）用的账号不受限制。
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT * FROM (VALUES
      -- 内网的会话读不到、造不出
      ('proposals_browsersession', 'user_id IS NULL', 'user_id IS NULL'),
      -- 没有签发、没有发出的稿子读不到
      ('replies_draft', 'EXISTS (SELECT FROM replies_reply r WHERE r.signed_draft_id = replies_draft.id AND r.sends_at IS NULL)', 'false'),
      -- 不能以工作人员的名义写办理记录、录入意见，不能把链接发出去（链接由内网发）
      ('proposals_event', 'true', 'actor_id IS NULL'),
      ('proposals_administrationevent', 'true', 'actor_id IS NULL'),
      ('replies_feedback', 'true', 'entered_by_id IS NULL AND channel = ''link'''),
      ('replies_invitation', 'true', 'mailed_to = '''' AND texted_to = '''''),
      ('replies_revisitanswer', 'true', 'entered_by_id IS NULL AND channel = ''link'''),
      ('replies_delivery', 'true', 'recorded_by_id IS NULL'),
      -- 后台任务只能派这几种
      ('django_tasks_database_dbtaskresult', 'true', 'task_path IN (''replies.feedback.confirmation.confirm_feedback'', ''replies.feedback.deputy.actions.send_new_link'', ''replies.mine.codes.send_entry_code'', ''replies.mine.messages.tell_device'', ''proposals.notices.events.tell_by_job'')')
    ) AS rules (name, seen, written)
  LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', one.name);
    EXECUTE format('DROP POLICY IF EXISTS banli_faces ON %I', one.name);
    EXECUTE format('CREATE POLICY banli_faces ON %I USING (current_user <> %L OR (%s))', one.name, 'banli_outside', one.seen);
    EXECUTE format('DROP POLICY IF EXISTS banli_faces_new ON %I', one.name);
    EXECUTE format(
      'CREATE POLICY banli_faces_new ON %I AS RESTRICTIVE FOR INSERT WITH CHECK (current_user <> %L OR (%s))',
      one.name, 'banli_outside', one.written
    );
  END LOOP;
  IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'banli') THEN ALTER ROLE banli BYPASSRLS; END IF;
END $$;
