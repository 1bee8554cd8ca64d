#!/usr/bin/env bash
# Brings the program of this folder to another version, and back where that fails:
#
#   deploy/upgrade.sh VERSION            a tag or a commit that is in this clone (git fetch, or git bundle without network)
#
# stop - backup - migrate - check - start. Where a step fails the old code and the old database are there again, and the
# old version runs; the files are not touched. What it says is in Chinese.
#
# Run as root. The settings come from /etc/banli.env; what differs is set by these variables:
#   BANLI_ENV     the file of the settings
#   BANLI_USER    the account of the program ("": the present one)
#   BANLI_UNITS   what is stopped and started ("": nothing)
#   BANLI_SETUP   the command that installs what the version needs
#   BACKUP_DIR    where the backup goes (also in the file of the settings)
set -euo pipefail
umask 022 # nginx reads what is collected; a backup is its account's alone whatever this says
cd "$(dirname "$0")/.."
app=$PWD
settings=${BANLI_ENV-/etc/banli.env}
user=${BANLI_USER-banli}
units=${BANLI_UNITS-"banli banli-worker banli-housekeeping.timer banli-backup.timer banli-drill.timer banli-proof.timer"}
setup=${BANLI_SETUP-bin/setup run}

say() { printf '· %s\n' "$*"; }
fail() { printf '%s\n' "$*" >&2; exit 1; }
[ $# = 1 ] || fail "用法：deploy/upgrade.sh 版本（标签或提交）"
new=$1

if [ -n "$settings" ]; then
  set -a
  # shellcheck disable=SC1090 # the office's own
  . "$settings"
  set +a
fi
as_user() { if [ -n "$user" ] && [ "$(id -un)" != "$user" ]; then runuser -u "$user" -- "$@"; else "$@"; fi; }
manage() { as_user .venv/bin/python manage.py "$@"; }
stop() { for unit in $units; do systemctl stop "$unit"; done; }
start() { for unit in $units; do systemctl start "$unit"; done; }

[ -n "${BACKUP_DIR:-}" ] || fail "请设置 BACKUP_DIR：升级以前要备份。"
git rev-parse -q --verify "$new^{commit}" >/dev/null || fail "没有 $new 这一版。请先 git fetch，或者 git fetch 带来的文件。"
[ -z "$(git status --porcelain --untracked-files=no)" ] || fail "程序文件夹里有改动过的文件，没有升级。请先看 git status。"
old=$(git rev-parse HEAD)
branch=$(git symbolic-ref -q --short HEAD || echo "$old")
backup=
migrating=

# The way back: whatever was done, the old version with the old data. `trap` calls it for a signal too.
back() {
  local status=$?
  trap - EXIT INT TERM
  [ "$status" != 0 ] || return 0
  say "升级没有成功，退回 ${old:0:12}……"
  stop || true
  git checkout -q --detach "$old"
  git checkout -q "$branch" 2>/dev/null || true
  $setup >/dev/null 2>&1 || say "退回的软件包没有装好，请看 bin/setup run。"
  if [ -n "$migrating" ]; then
    manage go_back "$backup" || fail "数据库没有换回，服务没有启动。备份在 $backup，请按 deploy/README.md 第五节恢复。"
  fi
  manage collectstatic --noinput --verbosity 0 && manage write_error_pages >/dev/null
  start
  say "已经退回，服务照旧${migrating:+，数据库是升级以前的备份（$backup）}。"
  exit 1
}
{ # read whole before it begins: this file may change meanwhile
trap back EXIT
trap 'exit 130' INT TERM

say "现在是 ${old:0:12}，升级到 $new。停下服务……"
stop
say "备份……"
manage backup "$BACKUP_DIR" | sed 's/^/  /'
backup=$(find "$BACKUP_DIR" -maxdepth 1 -name 'banli-*.tar.gz*' ! -name '*.part' -printf '%f\n' | sort | tail -1)
backup=$BACKUP_DIR/$backup

say "换成新的程序……"
git checkout -q --detach "$new"
$setup
manage collectstatic --noinput --verbosity 0
manage write_error_pages >/dev/null
say "更新数据库……"
migrating=yes
manage migrate --verbosity 0
say "检查……"
manage check --database default --fail-level ERROR
manage verify_audit --fast | sed 's/^/  /'
start
trap - EXIT INT TERM
say "升级好了：$(git rev-parse --short=12 HEAD)。升级以前的备份：$backup"
exit
}
