"""Every setting, read from the environment; safe in production by default.

`BANLI_DEMO=1` turns on the local demo: plain HTTP, mail into files, a key kept in the data folder. It is what
`make run` sets, and what manage.py takes where no SECRET_KEY is given; a server started any other way refuses
to start without SECRET_KEY and ALLOWED_HOSTS.
docs/settings.md lists the variables.
"""

import sqlite3
import sys
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

env = environ.Env()
BASE_DIR = Path(__file__).resolve().parent.parent
if (BASE_DIR / ".env").exists():
    env.read_env(str(BASE_DIR / ".env"))

DEMO = env.bool("BANLI_DEMO", default="BANLI_COMMAND_LINE" in env.ENVIRON and "SECRET_KEY" not in env.ENVIRON)
DEBUG = env.bool("DEBUG", default=False)
# Everything the program writes on this machine: database file, uploads, built faces, demo mail.
DATA_DIR = Path(env.str("BANLI_DATA", default=str(BASE_DIR / "data")))


def demo_secret_key() -> str:
    """The demo's key, made once and kept next to its data, so that a second run keeps its sessions."""
    path = DATA_DIR / "secret-key"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(get_random_secret_key())
        path.chmod(0o600)
    return path.read_text()


SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY:
    if not DEMO:
        raise ImproperlyConfigured("请设置环境变量 SECRET_KEY（演示时设置 BANLI_DEMO=1）。")
    SECRET_KEY = demo_secret_key()
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"] if DEMO else [])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "crispy_forms",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "proposals",
    "replies",
]
MIDDLEWARE = [
    "config.cookies.HostCookies",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "config.waits.WaitOnce",
    "config.sessions.ReadOn",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "proposals.web.middleware.PrivateAnswers",
    "proposals.web.middleware.OwnPassword",
    "proposals.administration.factors.asked.SecondStep",
    "proposals.web.uploads.FilesInMeasure",
    "axes.middleware.AxesMiddleware",
    "proposals.web.outage.FailingStore",
]
# Two networks: the desk lives on an intranet, the deputies' phones do not. A process serves one face or all.
FACES = {"desk": "config.urls_desk", "outside": "config.urls_outside", "all": "config.urls"}
FACE = env.str("BANLI_FACE", default="all")
if FACE not in FACES:
    raise ImproperlyConfigured(f"BANLI_FACE 应为 {'、'.join(FACES)} 之一，不能是“{FACE}”。")
ROOT_URLCONF = FACES[FACE]
WSGI_APPLICATION = "config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "replies.desk.navigation.desk_context",
            ],
            "builtins": ["proposals.templatetags.desk"],
        },
    }
]
CRISPY_TEMPLATE_PACK = "banli"
CRISPY_ALLOWED_TEMPLATE_PACKS = ["banli"]


# SQLite: one writer at a time, taken at BEGIN, and every commit on disk. WAL only where the library has the
# WAL-reset fix (3.51.3, 3.50.7, 3.44.6), the rollback journal elsewhere.
def sqlite_journal(version: tuple[int, ...] = sqlite3.sqlite_version_info) -> str:
    fixed = version >= (3, 51, 3) or (3, 50, 7) <= version < (3, 51) or (3, 44, 6) <= version < (3, 45)
    return "WAL" if fixed else "DELETE"


DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'banli.sqlite3'}")}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    DATABASES["default"]["ENGINE"] = "config.sqlite3"
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": f"PRAGMA journal_mode={sqlite_journal()}; PRAGMA synchronous=FULL;",
        "cached_statements": 500,  # the pages that one person goes back and forth between
    }
else:
    # PgBouncer in transaction mode keeps no server-side cursors between statements.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# What serves others neither waits for a row that somebody holds nor asks a query for ever (PostgreSQL; seconds, 0:
# without end); what is started at the command line may.
AT_COMMAND_LINE = Path(sys.argv[0]).name == "manage.py" and sys.argv[1:2] not in (["runserver"], ["db_worker"])
DB_LOCK_SECONDS = env.int("DB_LOCK_SECONDS", default=0 if AT_COMMAND_LINE else 10)
DB_STATEMENT_SECONDS = env.int("DB_STATEMENT_SECONDS", default=0 if AT_COMMAND_LINE else 60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "proposals.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "proposals.administration.ways_in.office.OfficeSignIn",
]
# The office's own sign-in (OpenID Connect), where it has one; accounts are found by this claim, none is made.
OIDC_ISSUER = env.str("OIDC_ISSUER", default="").rstrip("/")
OIDC_RP_CLIENT_ID = env.str("OIDC_CLIENT_ID", default="")
OIDC_RP_CLIENT_SECRET = env.str("OIDC_CLIENT_SECRET", default="")
OIDC_CLAIM = env.str("OIDC_CLAIM", default="preferred_username")
OIDC_RP_SIGN_ALGO, OIDC_RP_SCOPES, OIDC_USE_PKCE, OIDC_CREATE_USER = "RS256", "openid profile", True, False
OIDC_AUTHENTICATION_CALLBACK_URL, OIDC_TIMEOUT = "office_sign_in_back", 10
# A gateway that reads UKeys and says in a header whose it was: its addresses, and the secret it sends along.
UKEY_PROXIES = env.list("UKEY_PROXIES", default=[])
UKEY_SECRET = env.str("UKEY_SECRET", default="")
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "name", "email", "phone", "mobile")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "proposals.web.password_rules.EnoughDifferentCharacters"},
]
LOGIN_URL = "/sign-in/"  # not by name: the outside face has no such page
LOGIN_REDIRECT_URL = "worklist"
LOGOUT_REDIRECT_URL = "sign_in"
# Five failures of one name from one address lock that pair for half an hour.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True  # 登录记录 is ours
AXES_ENABLE_ADMIN = False
# A password that an administrator makes opens for so many days, and only to choose the own one.
ONE_TIME_PASSWORD_DAYS = env.int("ONE_TIME_PASSWORD_DAYS", default=7)
# Who must take a second step at signing in, by the names of the roles, until the place says otherwise on its page.
MUST_PROVE = ["leader", "district", "congress", "admin", "grants", "auditor"]
FACTOR_ROLES = env.list("FACTOR_ROLES", default=[] if DEMO else MUST_PROVE)
# Whether a security key asks for its own PIN or finger: required, preferred (where it has one), discouraged.
FACTOR_KEY_PIN = env.str("FACTOR_KEY_PIN", default="preferred")
if FACTOR_KEY_PIN not in ("required", "preferred", "discouraged"):
    raise ImproperlyConfigured("FACTOR_KEY_PIN 应为 required、preferred、discouraged 之一。")
# Idle exit: every request renews the session, 30 minutes without one ends it.
SESSION_COOKIE_AGE = env.int("IDLE_EXIT_SECONDS", default=30 * 60)
# And however busy, a session of the desk ends after so many hours.
DESK_SESSION_HOURS = env.int("DESK_SESSION_HOURS", default=12)
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_HTTPONLY = True
SESSION_ENGINE = "config.sessions"
CSRF_FAILURE_VIEW = "replies.pages.stale_form"

# Background work waits in the database, in the transaction that asks for it, for `manage.py db_worker`.
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]  # Django's own sentences in plainer words
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "static-collected"
# Uploads and issued PDF files. Any Django storage serves: STORAGE_BACKEND names its class.
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {
        "BACKEND": env.str("STORAGE_BACKEND", default="django.core.files.storage.FileSystemStorage"),
        "OPTIONS": env.json("STORAGE_OPTIONS", default={}),
    },
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # nginx serves them, by an account that reads nothing else of ours.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
WHITENOISE_USE_FINDERS = DEMO
# Faces built by `manage.py build_fonts`, and the licences kept next to them.
# The office's own list of words that sound alike; it need not be there.
WORDS_FILE = Path(env.str("BANLI_WORDS", default=str(DATA_DIR / "words.txt")))
FONTS_DIR = Path(env.str("BANLI_FONTS", default=str(DATA_DIR / "fonts")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = env.int("UPLOAD_MAX_BYTES", default=20 * 1024 * 1024)
# A stack of signed forms: many photos, or one large scan (replies/stacks).
STACK_MAX_BYTES = env.int("STACK_MAX_BYTES", default=100 * 1024 * 1024)
# Each page takes fewer (CountedUpload): 100, or what it says of itself.
DATA_UPLOAD_MAX_NUMBER_FILES = 800
FILE_UPLOAD_HANDLERS = [
    "proposals.web.uploads.CountedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
FILE_UPLOAD_PERMISSIONS = 0o640

# The office's virus scanner (proposals/bounded/scanner.py): tcp://host:3310 or unix:/path of clamd; "": none.
CLAMD = env.str("CLAMD", default="")

# LibreOffice, for Word files of before 2007 (replies/letter/docx/old_formats.py); "": they are refused with advice.
SOFFICE = env.str("SOFFICE", default="")
SOFFICE_SECONDS = env.int("SOFFICE_SECONDS", default=10)

# Mail: EMAIL_URL=smtp+tls://user:password@host:587, files in the demo.
if "EMAIL_URL" in env.ENVIRON:
    vars().update(env.email_url("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="建议办理台 <banli@localhost>")
# Text messages (replies/messages/sms.py): "" none, "file" into the data folder, else the address of the gateway.
SMS_URL = env.str("SMS_URL", default="")
SMS_TOKEN = env.str("SMS_TOKEN", default="")
SMS_FOLDER = DATA_DIR / "sms"
# By night no deputy is disturbed; the office changes the hours on the page of the messages.
QUIET_HOURS = env.str("QUIET_HOURS", default="21:00-08:00")
# The address deputies reach, for the links in messages and on paper.
PUBLIC_URL = env.str("PUBLIC_URL", default="http://127.0.0.1:8000").rstrip("/")

# The address the staff reach, for the links in their mails; and the robot of the district office's group (apprise).
DESK_URL = env.str("DESK_URL", default=PUBLIC_URL).rstrip("/")
ROBOT_URL = env.str("ROBOT_URL", default="")

# What says that something was done is sealed with this key, which is not in the database (made by the first who
# needs it; machines that share the database share the key).
RECORD_KEY = Path(env.str("BANLI_RECORD_KEY", default=str(DATA_DIR / "record-key")))
# The head of the journal is signed each night with this key, which is not in the database, and goes to these
# addresses: folders of a file share, mail.
HEAD_KEY = Path(env.str("BANLI_HEAD_KEY", default=str(DATA_DIR / "head-key.pem")))
HEAD_FOLDERS = env.list("HEAD_FOLDERS", default=[])
HEAD_MAIL = env.list("HEAD_MAIL", default=[])
# Other installations that keep them (their /heads/), and the folders below which an administrator may name one.
HEAD_POSTS = env.list("HEAD_POSTS", default=[])
HEAD_ROOTS = env.list("HEAD_ROOTS", default=[])
# A time stamp authority (RFC 3161) that signs when each head was there, and its certificates (PEM).
HEAD_TSA = env.str("HEAD_TSA", default="")
HEAD_TSA_CERT = env.str("HEAD_TSA_CERT", default="")

# Backups (proposals/backups): where to, for whom they are encrypted (age, public keys), the file with the private key
# for the weekly drill, how many days, weeks and months are kept, the folder of pg_dump, the database of the drill.
BACKUP_DIR = env.str("BACKUP_DIR", default="")
BACKUP_KEY = env.list("BACKUP_KEY", default=[])
BACKUP_IDENTITY = env.str("BACKUP_IDENTITY", default="")
BACKUP_KEEP = env.list("BACKUP_KEEP", default=["14", "8", "24"])
PG_BIN = env.str("PG_BIN", default="")
DRILL_DATABASE_URL = env.str("DRILL_DATABASE_URL", default="")
# A signed reply goes out so many minutes after the signature, which can be taken back until then; 0: at once.
SEND_AFTER_MINUTES = env.int("SEND_AFTER_MINUTES", default=0 if DEMO else 10)
# A link lives this many days; an answer may be corrected by the deputy for this many days.
INVITATION_DAYS = env.int("INVITATION_DAYS", default=90)
CORRECTION_DAYS = env.int("CORRECTION_DAYS", default=7)

# The city's own classes of results, by the form's six (上海市的口径); the order is that of its tables.
CITY_CLASSES = env.json("CITY_CLASSES", default=None) or {
    "已采纳": "解决采纳",
    "已解决": "解决采纳",
    "正在解决": "正在解决",
    "正在研究": "计划解决",
    "留作参考": "留作参考",
    "暂难解决": "留作参考",
}
if set(CITY_CLASSES) != {"已采纳", "正在研究", "留作参考", "已解决", "正在解决", "暂难解决"}:
    raise ImproperlyConfigured("CITY_CLASSES 要给六种办理结果分类各写一个市级口径。")

# Behind a proxy that sets the header, and only there: PROXY_HTTPS=1.
if env.bool("PROXY_HTTPS", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Without it every visitor has the proxy's address, and one could lock everybody's name.
    AXES_CLIENT_IP_CALLABLE = "config.proxy.client_address"
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]  # asked from the machine itself
SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEMO
# For how long a browser asks by HTTPS alone, for other names of the same domain as well, and for ever (preload).
SECURE_HSTS_SECONDS = 0 if DEMO else env.int("HSTS_SECONDS", default=365 * 24 * 3600)
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEMO and env.bool("HSTS_SUBDOMAINS", default=True)
SECURE_HSTS_PRELOAD = SECURE_HSTS_INCLUDE_SUBDOMAINS and env.bool("HSTS_PRELOAD", default=True)
# An office whose domain has names without HTTPS says so; `check --deploy` need not doubt it.
SILENCED_SYSTEM_CHECKS = [
    check
    for check, said in (("security.W005", "HSTS_SUBDOMAINS"), ("security.W021", "HSTS_PRELOAD"))
    if said in env.ENVIRON or "HSTS_SUBDOMAINS" in env.ENVIRON
]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {
        "hide_tokens": {"()": "config.logs.HideTokens"},
        "short_failures": {"()": "config.logs.ShortFailures"},
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["short_failures", "hide_tokens"],
        },
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
    "loggers": {
        # Django's own handlers print a request's whole address; everything goes through the one above.
        "django": {"handlers": [], "level": "INFO"},
        "django.request": {"filters": ["short_failures"]},
        "gunicorn.error": {"handlers": ["console"]},
        "gunicorn.access": {"handlers": ["console"]},
        "fontTools": {"level": "WARNING"},
        "pikepdf": {"level": "WARNING"},
        "weasyprint": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        # They name the address they ask, and a robot's address is a key.
        "apprise": {"level": "CRITICAL"},
        "urllib3": {"level": "CRITICAL"},
    },
}
