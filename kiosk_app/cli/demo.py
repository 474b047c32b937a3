"""`kiosk demo`: the main job on demonstration data."""

from __future__ import annotations

import os
from enum import StrEnum
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import Annotated

import typer

from kiosk_app.cli.output import FOUND, say, stop
from kiosk_app.startup import has_display


class DemoLanguage(StrEnum):
    """Language of the automatic owner."""

    ZH = "zh"
    EN = "en"


def demo(
    auto: Annotated[bool, typer.Option("--auto", help="Play an owner from idle to idle.")] = False,
    out: Annotated[
        Path | None, typer.Option("--out", help="With --auto: leave pictures, the slip and figures there.")
    ] = None,
    camera: Annotated[
        str | None, typer.Option("--camera", help="Real camera: a number, a /dev path or an http URL.")
    ] = None,
    port: Annotated[
        str | None, typer.Option("--port", help="Real printer: tcp://, serial://, usb:// or file:// URL.")
    ] = None,
    language: Annotated[DemoLanguage, typer.Option("--language", help="Of the owner.")] = DemoLanguage.ZH,
    landscape: Annotated[bool, typer.Option("--landscape", help="Without a display: 1920x1080.")] = False,
) -> None:
    """Show a licence, say what kind of debt it is, take a printed list home - on fictitious data.

    With a display it opens full screen and is driven by hand; a second window shows the printer's paper.

    Example: kiosk demo --auto --out build/demo

    Exit codes: 0 the journey was completed, 1 it was not (stderr says why), 2 usage.
    """
    # Qt is loaded by this command alone, not by those that need no window.
    from kiosk_app.demo.run import DemoOptions, run_demo  # noqa: PLC0415
    from kiosk_app.logs import set_up_logs  # noqa: PLC0415

    if not auto and not has_display(os.environ):
        stop("There is no display. Add --auto, or start this under X or Wayland.")
    set_up_logs(None)
    options = DemoOptions(
        auto=auto, out=out, camera=camera, port=port, english=language is DemoLanguage.EN, landscape=landscape
    )
    result = run_demo(options, say)
    if result.fault:
        stop(f"demo: {result.fault}", FOUND)
    if auto:
        figures = result.journey.figures
        say(
            f"{len(result.journey.shown)} agencies shown and printed, slip of {figures['slip_bytes']:.0f} bytes"
        )
    if out is not None:
        say(f"pictures, slip and figures: {out}")
