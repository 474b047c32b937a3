"""The gettext catalogues: one translation function per language of the terminal.

English texts are the message ids; Simplified Chinese is a catalogue. The `.po` file is read as it is, so there is
no compiled copy that could be older than its source.
"""

from __future__ import annotations

import gettext
import io
from collections.abc import Callable
from typing import TYPE_CHECKING

import polib

from kiosk_app.flow.session import Language

if TYPE_CHECKING:
    from pathlib import Path

Translate = Callable[[str], str]


def load_translations(locale_dir: Path) -> dict[Language, Translate]:
    """Read the catalogues below `locale_dir`.

    Raises:
        OSError: a catalogue is missing.
    """
    chinese = polib.pofile(str(locale_dir / "zh_CN" / "LC_MESSAGES" / "kiosk.po"))
    return {
        Language.ZH: gettext.GNUTranslations(io.BytesIO(chinese.to_binary())).gettext,
        Language.EN: gettext.NullTranslations().gettext,
    }
