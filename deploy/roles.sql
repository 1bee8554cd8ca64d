-- 两个数据库账号：banli_owner 建表、升级，平时不用；banli 是程序运行时用的，不能改表，不能改、删记录，也不能停用触发器。
-- 以 postgres 账号运行，升级（migrate）以后再运行一次；可以重复运行：
--   runuser -u postgres -- psql -v ON_ERROR_STOP=1 -d banli -f deploy/roles.sql
DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'banli_owner') THEN CREATE ROLE banli_owner LOGIN; END IF;
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'banli') THEN CREATE ROLE banli LOGIN; END IF;
END $$;

-- 表、序列、函数都归 banli_owner。
DO $$
DECLARE one record;
BEGIN
  EXECUTE format('ALTER DATABASE %I OWNER TO banli_owner', current_database());
  FOR one IN
    SELECT CASE c.relkind WHEN 'S' THEN 'SEQUENCE' WHEN 'v' THEN 'VIEW' ELSE 'TABLE' END AS kind, c.oid::regclass AS name
    FROM pg_class c
    WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
      -- 跟着表走的序列（自动编号）不能单独换主人。
      AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('i', 'a') AND c.relkind = 'S')
  LOOP
    EXECUTE format('ALTER %s %s OWNER TO banli_owner', one.kind, one.name);
  END LOOP;
  FOR one IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace LOOP
    EXECUTE format('ALTER FUNCTION %s OWNER TO banli_owner', one.name);
  END LOOP;
END $$;
ALTER SCHEMA public OWNER TO banli_owner;

-- 运行时的账号：读、增、改、删数据，别的都不能。
REVOKE ALL ON SCHEMA public FROM PUBLIC, banli;
GRANT USAGE ON SCHEMA public TO banli;
REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, banli;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO banli;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO banli;

-- 只能增加的表（有 _append_only 触发器的）：只读、只增。版本登记表只读。
DO $$
DECLARE one record;
BEGIN
  FOR one IN
    SELECT DISTINCT t.tgrelid::regclass AS name FROM pg_trigger t WHERE t.tgname LIKE '%\_append\_only'
  LOOP
    EXECUTE format('REVOKE UPDATE, DELETE ON %s FROM banli', one.name);
  END LOOP;
END $$;
REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM banli;

-- 等别人的锁不超过十秒，一句不超过一分钟：等不到的，程序说“暂时存不了”，填的都在。
ALTER ROLE banli SET lock_timeout = '10s';
ALTER ROLE banli SET statement_timeout = '60s';
