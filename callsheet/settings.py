"""Settings. A user sets at most three variables: CALLSHEET_HOME, CALLSHEET_DATABASE_URL, CALLSHEET_ALLOWED_HOSTS."""

import os
from pathlib import Path

import dj_database_url

from callsheet.home.paths import home, secret_key

HOME = home()
PACKAGE = Path(__file__).parent

SECRET_KEY = secret_key()
DEBUG = False
NAMED_HOSTS = os.environ.get("CALLSHEET_ALLOWED_HOSTS", "").replace(",", " ").split()
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]", *NAMED_HOSTS]
# Behind a proxy with a certificate the browser says https where Callsheet itself hears http.
CSRF_TRUSTED_ORIGINS = [f"https://{'*' if host.startswith('.') else ''}{host}" for host in NAMED_HOSTS if host != "*"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "callsheet.accounts",
    "callsheet.listings",
    "callsheet.owners",
    "callsheet.compliance",
    "callsheet.leads",
    "callsheet.calling",
    "callsheet.reports",
    "callsheet.home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "callsheet.accounts.middleware.moment_and_place",
]

ROOT_URLCONF = "callsheet.urls"
WSGI_APPLICATION = "callsheet.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

SQLITE_URL = f"sqlite:///{HOME / 'callsheet.sqlite3'}"
DATABASES = {"default": dj_database_url.parse(os.environ.get("CALLSHEET_DATABASE_URL") or SQLITE_URL)}
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # FULL: an outcome acknowledged is an outcome on disk. IMMEDIATE: a writer waits its turn, never fails half-way.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
        "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = 60
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "callsheet.accounts.adapter.ClosedSignUp"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_FORMS = {
    "login": "callsheet.accounts.sign_in_forms.SignInForm",
    "change_password": "callsheet.accounts.sign_in_forms.ChangePasswordForm",
    "set_password": "callsheet.accounts.sign_in_forms.SetPasswordForm",
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

# What goes wrong is told on the terminal that serves, with its traceback.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"terminal": {"class": "logging.StreamHandler", "level": "WARNING"}},
    "root": {"handlers": ["terminal"], "level": "WARNING"},
    "loggers": {"django.request": {"level": "ERROR"}},
}

LANGUAGE_CODE = "en-us"
USE_I18N = False
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "static/"
STATICFILES_DIRS = [PACKAGE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
# One file: a wide export of a million rows has half a gigabyte, a nation's do-not-call list, zipped, less than two.
LARGEST_UPLOAD = 512 * 1024 * 1024
LARGEST_UPLOADS = {"lists": 4 * 1024 * 1024 * 1024}
FILE_UPLOAD_HANDLERS = [
    "callsheet.accounts.upload_limit.LimitedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
SESSION_COOKIE_AGE = 60 * 60 * 24 * 90
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
