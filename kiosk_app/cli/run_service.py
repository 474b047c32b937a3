"""`kiosk run` as the service manager starts it, without the command line library: people wait for the first picture."""

from __future__ import annotations

import builtins
import faulthandler
import gc
import os
import resource
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk_app.paths import config_file
from kiosk_app.startup import has_display

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def is_service(environment: Mapping[str, str]) -> bool:
    """Whether a service manager waits for `READY=1`."""
    return bool(environment.get("NOTIFY_SOCKET"))


def is_offscreen(environment: Mapping[str, str]) -> bool:
    """Whether there is no screen to fill, on purpose."""
    return environment.get("QT_QPA_PLATFORM") == "offscreen"


def settings_if_plain(arguments: Sequence[str], environment: Mapping[str, str]) -> Path | None:
    """The settings file where nothing about the call needs explaining; None = the command line library must look."""
    if not is_service(environment) or not (has_display(environment) or is_offscreen(environment)):
        return None
    match list(arguments):
        case []:
            return config_file()
        case ["--config", path] if path and not path.startswith("-"):
            return Path(path)
    return None


def run_terminal(settings: Path, *, safe_screen: bool) -> int:
    """Run the terminal until it ends; return its exit code.

    Raises:
        StartRefused: it cannot be started, and no safe screen is wanted.
    """
    # What is made on the way stays; to look through it again and again is a twentieth of that way.
    gc.disable()
    leave_imports_alone()
    from kiosk_app.service import ServiceOptions, serve  # noqa: PLC0415 - loads Qt

    is_full = not is_offscreen(os.environ)
    options = ServiceOptions(settings, full_screen=is_full, safe_screen=safe_screen)
    # A stack of Python frames, without values, for whatever ends the process from outside; no core dump.
    faulthandler.enable(sys.__stderr__ or 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    return serve(options)


def leave_imports_alone() -> None:
    """Load Qt's bindings and take their hook out of `import` again.

    For `from __feature__ import …`, which nothing here uses, they put a function in the place of `__import__` that
    reads and keeps the source of every module imported from then on: a twentieth of the way to the first picture,
    and all of it in memory.
    """
    from PySide6 import QtCore  # noqa: F401, PLC0415 - loading it is all that is wanted, and only now

    builtins.__import__ = getattr(builtins, "__orig_import__", builtins.__import__)
