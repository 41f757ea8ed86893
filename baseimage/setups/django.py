"""Settings for Django, and a registry that has every app there is: Django's own, this distribution's and others'."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Iterator

from django.apps import AppConfig, apps
from django.conf import settings

# Given by who runs this.
modules: tuple[str, ...] = globals()["modules"]

# What the settings name as ROOT_URLCONF: nothing is served.
urlpatterns: list[object] = []

_DJANGO_APPS = [
    "django.contrib.admin",
    "django.contrib.admindocs",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.flatpages",
    "django.contrib.gis",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.redirects",
    "django.contrib.sessions",
    "django.contrib.sitemaps",
    "django.contrib.sites",
    "django.contrib.staticfiles",
    "django.contrib.syndication",
]
_MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
_CONTEXT_PROCESSORS = [
    "django.template.context_processors.debug",
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
]
_TESTS = {"test", "tests", "testing", "conftest"}


def _parent(module: str) -> str:
    return module.rpartition(".")[0]


def _apps_among(names: Iterable[str], files: dict[str, str]) -> list[str]:
    """The packages that are apps, by what they hold: configurations (apps.py), models or migrations."""
    found = set()
    for name in names:
        parent, _, last = name.rpartition(".")
        if parent and not _TESTS & set(name.split(".")):
            is_file = not os.path.basename(files.get(name, "")).startswith("__init__.")
            if last == "migrations" or (last in ("apps", "models") and is_file):
                found.add(parent)
    return sorted(found)


def _installed() -> Iterator[tuple[str, str]]:
    """Every source file in the folders that packages are installed in, with its import name."""
    for root in sys.path:
        if os.path.basename(root) not in ("site-packages", "dist-packages"):
            continue
        for folder, folders, files in os.walk(root):
            folders[:] = sorted(name for name in folders if name.isidentifier() and name != "__pycache__")
            package = os.path.relpath(folder, root).replace(os.sep, ".").strip(".")
            for file in sorted(files):
                name, suffix = os.path.splitext(file)
                if suffix == ".py" and package:
                    yield (package if name == "__init__" else f"{package}.{name}", os.path.join(folder, file))


def _middleware_of(names: Iterable[str], files: dict[str, str]) -> Iterator[str]:
    """The middleware of these apps, which may insist on being in the settings, read from the source."""
    for app in names:
        module = f"{app}.middleware"
        if module in files:
            with open(files[module], encoding="utf-8", errors="replace") as file:
                for name in re.findall(r"^(?:class|def) (\w*[Mm]iddleware)\b", file.read(), re.M):
                    yield f"{module}.{name}"


def _register(names: Iterable[str]) -> dict[str, BaseException]:
    """Fill the registry in the steps of ``Apps.populate``, but let no app that fails stop another one."""
    failed: dict[str, BaseException] = {}
    for name in names:
        try:
            app = AppConfig.create(name)
            if app.label in apps.app_configs:
                raise ValueError(f"there is an app with the label {app.label} already")
            apps.app_configs[app.label] = app
            app.apps = apps
        except BaseException as error:  # noqa: PERF203
            failed[name] = error
    apps.apps_ready = True
    apps.clear_cache()
    _each(lambda app: app.import_models(), failed)
    apps.clear_cache()
    apps.models_ready = True
    _each(lambda app: app.ready(), failed)
    apps.ready = True
    return failed


def _each(step: Callable[[AppConfig], object], failed: dict[str, BaseException]) -> None:
    for app in list(apps.app_configs.values()):
        try:
            step(app)
        except BaseException as error:  # noqa: PERF203
            failed.setdefault(app.name, error)


def _cannot_be_imported(name: str) -> bool:
    """Whether a module of the app failed: then its own import will tell so."""
    return any(part in modules and part not in sys.modules for part in (name, f"{name}.apps", f"{name}.models"))


files = dict(_installed())
own = _apps_among(modules, files)
# What is left out of our own modules is not to be imported.
known = {"django", *(name.partition(".")[0] for name in modules)}
others = [name for name in _apps_among(files, files) if name.partition(".")[0] not in known]
names = list(dict.fromkeys([*_DJANGO_APPS, *own, *others]))
settings.configure(
    SECRET_KEY="explored, never served",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}},
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    INSTALLED_APPS=names,
    MIDDLEWARE=list(dict.fromkeys([*_MIDDLEWARE, *_middleware_of([*own, *others], files)])),
    ROOT_URLCONF="__main__",
    SITE_ID=1,
    STATIC_URL="/static/",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "APP_DIRS": True,
            "OPTIONS": {"context_processors": _CONTEXT_PROCESSORS},
        }
    ],
    USE_TZ=True,
)
failed = _register(names)
own_failures = [name for name in own if name in failed and not _cannot_be_imported(name)]
if own_failures:
    raise RuntimeError("; ".join(f"{name}: {type(failed[name]).__name__}: {failed[name]}" for name in own_failures))
