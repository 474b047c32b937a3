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


class CatalogueUnusable(OSError):  # noqa: N818 - says what it is
    """A catalogue is missing or torn; the message says which file and what to do."""


def load_translations(locale_dir: Path) -> dict[Language, Translate]:
    """Read the catalogues below `locale_dir`.

    Raises:
        CatalogueUnusable: a catalogue is missing, cannot be read or is torn.
    """
    path = locale_dir / "zh_CN" / "LC_MESSAGES" / "kiosk.po"
    try:
        chinese = polib.pofile(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise CatalogueUnusable(f"{path} is missing: install the package kiosk again.") from error
    except (OSError, ValueError) as error:
        raise CatalogueUnusable(
            f"{path} cannot be read ({error}): look at the disk, then install the package kiosk again."
        ) from error
    return {
        Language.ZH: gettext.GNUTranslations(io.BytesIO(chinese.to_binary())).gettext,
        Language.EN: gettext.NullTranslations().gettext,
    }
