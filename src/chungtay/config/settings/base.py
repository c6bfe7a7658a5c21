"""What every installation has in common. Where data lies: CHUNGTAY_DATA_DIR (default: `var` beside the program)."""

import os
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from chungtay.config.databases import database
from chungtay.config.secret import secret_key
from chungtay.config.sign_in import sign_in_service

ROOT = Path(__file__).resolve().parents[4]
PACKAGE = ROOT / "src" / "chungtay"
DATA_DIR = Path(os.environ.get("CHUNGTAY_DATA_DIR") or ROOT / "var").resolve()
os.environ["CHUNGTAY_DATA_DIR"] = str(DATA_DIR)  # the rule book looks there for local tables
DATA_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)

DEBUG = False
SECRET_KEY = secret_key(DATA_DIR)
KEY_RING = Path(os.environ.get("CHUNGTAY_KEY_RING") or DATA_DIR / "keys.json")  # opens what is sealed at rest
ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
ROOT_URLCONF = "chungtay.config.urls"
WSGI_APPLICATION = "chungtay.config.wsgi.application"
DATABASES = {"default": database(DATA_DIR)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "axes",
    "csp",
    "chungtay.foundation.core",
    "chungtay.foundation.places",
    "chungtay.foundation.accounts",
    "chungtay.records.registry",
    "chungtay.records.entitlements",
    "chungtay.records.catalogue",
    "chungtay.work.schooling",
    "chungtay.work.referral",
    "chungtay.work.insurance",
    "chungtay.work.review",
    "chungtay.work.gifts",
    "chungtay.work.assistance",
    "chungtay.work.sponsorship",
    "chungtay.work.credit",
    "chungtay.results.reports",
    "chungtay.exchange.openrosa",
    "chungtay.web.home",
    "chungtay.web.places",
    "chungtay.web.trail",
    "chungtay.web.portal",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "chungtay.foundation.core.middleware.ask_without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "chungtay.foundation.accounts.middleware.follow_sign_ins",
    "chungtay.foundation.accounts.middleware.follow_wider_views",
    "chungtay.foundation.core.middleware.keep_what_was_typed",
    "chungtay.foundation.core.middleware.refuse_undeclared_pages",
    "chungtay.foundation.accounts.middleware.ask_for_new_password",
    "chungtay.foundation.accounts.middleware.ask_for_second_factor",
    "chungtay.foundation.core.middleware.say_what_takes_buttons_only",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chungtay.foundation.accounts.presenters.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "chungtay.foundation.core.templatetags.words",
            ],
        },
    }
]

DEMONSTRATION = False  # a real installation has no fictional people
FOUNDED = DATA_DIR / "founded"  # ./run found leaves it: from then on no demonstration is ever made in this folder
PRACTICE = False  # ./run practice: invented households in a folder of their own, and a banner on every page
PRACTICE_ADDRESS = os.environ.get("CHUNGTAY_PRACTICE_ADDRESS", "")  # where the office practises; a link in the account

# --- accounts ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [  # length and known passwords, no rules of composition: what the guidance says today
    {"NAME": "chungtay.foundation.accounts.forms.passwords.EnoughLetters"},
    {"NAME": "chungtay.foundation.accounts.forms.passwords.NotTakenFirst"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "full_name")},
    },
]
# Roles that open nothing before a second factor stands beside the password (the demonstration asks nobody for one).
SECOND_FACTOR_ROLES: set[str] = {"ward_leader", "district_leader", "fund_approver", "administrator"}
# How long a password given by an administrator, or printed at the first start, waits for its first sign-in: from Friday
# to Monday, not longer than a slip of paper should lie on a desk.
ONE_TIME_PASSWORD_HOURS = 72
OIDC = sign_in_service()
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "home:start"
LOGOUT_REDIRECT_URL = "portal:front"
SESSION_COOKIE_AGE = 12 * 60 * 60  # one long working day
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "chungtay.foundation.core.views.form_expired"
# Five wrong passwords of one name from one address wait 15 minutes. Across addresses a name has NAME_TRIES wrong ones
# at once, then one more each NAME_TRY_MINUTES (240 a day for whoever guesses from everywhere). An address from which
# the name signed in within KNOWN_ADDRESS_DAYS neither counts nor waits with the others.
NAME_TRIES = 20
NAME_TRY_MINUTES = 6
KNOWN_ADDRESS_DAYS = 30
AXES_HANDLER = "chungtay.foundation.accounts.operations.throttling.ByNameToo"
AXES_CLIENT_IP_CALLABLE = "chungtay.foundation.accounts.operations.throttling.address_of"
# Addresses of front servers (nginx, Caddy) whose X-Forwarded-For is believed; one on the same machine by default.
PROXIES = frozenset(filter(None, os.environ.get("CHUNGTAY_PROXIES", "127.0.0.1,::1").split(",")))
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "accounts/locked.html"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ADMIN = False

# --- language, time ---------------------------------------------------------------------------------------------
LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
FORMAT_MODULE_PATH = ["chungtay.config.formats"]

# --- files ------------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # served from the package: nothing to collect before the first start
MEDIA_ROOT = DATA_DIR / "files"  # never under a web address; views hand files out after asking who may
FILE_UPLOAD_TEMP_DIR = None
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000  # the mapping page has a field for each column

# --- jobs -------------------------------------------------------------------------------------------------------
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
JOB_LOST_AFTER = float(os.environ.get("CHUNGTAY_JOB_LOST_AFTER") or 60)  # seconds without sign of life

# --- what a page may load ---------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Paths and numbers only; nothing that a person typed reaches a log.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"axes": {"level": "ERROR"}},  # its warnings name the account
}
