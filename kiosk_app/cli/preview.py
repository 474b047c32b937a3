"""`kiosk preview`: every screen in every look, to click through or as pictures."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import structs

from kiosk_app.cli.output import say, stop
from kiosk_app.clock import utc_now
from kiosk_app.flow import Language
from kiosk_app.startup import has_display
from kiosk_app.view_models import Contrast, TextSize

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk_app.preview import Walker
    from kiosk_app.theme import Panel


def preview(
    out: Annotated[
        Path | None, typer.Option("--out", help="Write PNGs and index.html there; no window.")
    ] = None,
    screen: Annotated[str, typer.Option("--screen", help="Only screens whose name contains this.")] = "",
    language: Annotated[Language | None, typer.Option("--language", help="Left out = both.")] = None,
    size: Annotated[TextSize | None, typer.Option("--size", help="Left out = all four.")] = None,
    contrast: Annotated[Contrast | None, typer.Option("--contrast", help="Left out = all three.")] = None,
    reach: Annotated[bool | None, typer.Option("--sitting/--standing", help="Left out = both.")] = None,
    landscape: Annotated[bool | None, typer.Option("--landscape/--portrait", help="Left out = both.")] = None,
    diagonal: Annotated[
        float, typer.Option("--diagonal", min=7.0, max=100.0, help="Of the glass, in inches; with --out.")
    ] = 21.5,
) -> None:
    """Show every screen a button can lead to, on the demonstration's list, in every language and look.

    Example: kiosk preview --out build/preview --size normal --contrast normal --standing --portrait

    All of them are some 20,000 pictures and take an hour; name a look or a screen to have a few.

    Exit codes: 0 fine, 2 there is no display and no --out.
    """
    # Qt is loaded by this command alone, not by those that need no window.
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from kiosk_app.gallery import LANDSCAPE, PORTRAIT, GalleryWindow, Wanted, write_gallery  # noqa: PLC0415

    if out is None and not has_display(os.environ):
        stop("There is no display. Add --out FOLDER, or start this under X or Wayland.")
    if out is not None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = QApplication.instance() or QApplication([])
    if out is None:
        window = GalleryWindow(_walkers())
        window.show()
        app.exec()
        window.put_away()
        return
    glasses = (PORTRAIT, LANDSCAPE) if landscape is None else (LANDSCAPE if landscape else PORTRAIT,)
    wanted = Wanted(
        languages=(language,) if language else tuple(Language),
        sizes=(size,) if size else tuple(TextSize),
        contrasts=(contrast,) if contrast else tuple(Contrast),
        reaches=(False, True) if reach is None else (reach,),
        panels=tuple(structs.replace(glass, diagonal_in=diagonal) for glass in glasses),
        screens=screen,
    )
    count = write_gallery(out, _walkers(), wanted, say)
    say(f"{count} pictures: {out / 'index.html'}")


def _walkers() -> Callable[[Panel], Walker]:
    from kiosk_app.language import load_translations  # noqa: PLC0415 - see `preview`
    from kiosk_app.paths import locale_dir  # noqa: PLC0415 - same
    from kiosk_app.preview import Walker, demo_state  # noqa: PLC0415 - same

    state, translations = demo_state(utc_now()), load_translations(locale_dir())

    @cache
    def walker_for(panel: Panel) -> Walker:
        return Walker(state, translations, is_portrait=panel.is_portrait, is_small=panel.is_small)

    return walker_for
