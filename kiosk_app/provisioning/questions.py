"""What the wizard asks, and what it says to a bad answer. Pure.

Each question stands for one setting; its answer is checked against the same bounds the terminal starts with.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

_YES, _NO = frozenset({"y", "yes", "是"}), frozenset({"n", "no", "否"})
_ADCODE = re.compile(r"[1-9][0-9]{5}")
_PRINTER = re.compile(r"(tcp|serial|usb|file|sim)://\S*")
_LONGEST_NAME = 60
_FEWEST_PIXELS, _MOST_PIXELS = 320, 16384
_SMALLEST_IN, _LARGEST_IN = 7.0, 100.0


class BadAnswer(Exception):  # noqa: N818 - says what it is
    """An answer cannot be used; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Question:
    """One setting to ask for.

    Attributes:
        name: dotted name of the setting.
        text: the question.
        default: offered when nothing is set yet; empty = none.
        read: turns the answer into the value, or raises `BadAnswer`.
        differs: asked again for every terminal when one is cloned.
    """

    name: str
    text: str
    default: str
    read: Callable[[str], Any]
    differs: bool = False


def _terminal_id(answer: str) -> str:
    answer = answer.upper()
    if not re.fullmatch(r"[A-Z0-9][A-Z0-9-]{1,15}", answer):
        raise BadAnswer("Two to sixteen letters, digits or hyphens, such as JJ-01: it stands on every slip.")
    return answer


def _name(answer: str) -> str:
    if not answer or len(answer) > _LONGEST_NAME or not answer.isprintable():
        raise BadAnswer(
            f"Type the name of the place, at most {_LONGEST_NAME} characters: owners read it on the slip."
        )
    return answer


def _adcode(answer: str) -> str:
    if not _ADCODE.fullmatch(answer):
        raise BadAnswer("Six digits, such as 331002 for Jiaojiang or 331004 for Luqiao (GB/T 2260).")
    return answer


def _cities(answer: str) -> list[str]:
    cities = answer.replace(",", " ").split()
    if not cities:
        raise BadAnswer("At least one city, such as 331000 for Taizhou.")
    return [_adcode(city) for city in cities]


def _pixels(answer: str) -> int:
    if not answer.isdecimal() or not _FEWEST_PIXELS <= int(answer) <= _MOST_PIXELS:
        raise BadAnswer(f"A whole number of pixels from {_FEWEST_PIXELS} to {_MOST_PIXELS}, such as 1080.")
    return int(answer)


def _inches(answer: str) -> float:
    try:
        inches = float(answer.replace(",", "."))
    except ValueError:
        inches = 0.0
    if not _SMALLEST_IN <= inches <= _LARGEST_IN:
        raise BadAnswer(
            "Measure the lit glass from corner to corner; in inches, such as 21.5 (54.6 cm / 2.54)."
        )
    return inches


def _camera(answer: str) -> str:
    if not answer.startswith("/dev/") and not re.fullmatch(r"[0-9]{1,2}", answer):
        raise BadAnswer("A device such as /dev/v4l/by-id/usb-…-video-index0, or its number.")
    return answer


def _printer(answer: str) -> str:
    if not _PRINTER.fullmatch(answer):
        raise BadAnswer(
            "A port such as usb://04b8:0e15, tcp://10.0.0.5:9100, serial:///dev/ttyUSB0?baud=115200 "
            "or file:///dev/usb/lp0."
        )
    return answer


def _registry(answer: str) -> str:
    if not re.fullmatch(r"https?://[^/\s]+\S*", answer):
        raise BadAnswer("The address the office gave you, beginning with https://")
    return answer


def yes_or_no(answer: str) -> bool:
    """Read y or n.

    Raises:
        BadAnswer: neither.
    """
    if answer.lower() in _YES:
        return True
    if answer.lower() in _NO:
        return False
    raise BadAnswer("Type y or n.")


QUESTIONS = (
    Question("terminal.id", "Terminal id", "", _terminal_id, differs=True),
    Question("terminal.name_zh", "Name of the place, in Chinese", "", _name, differs=True),
    Question("terminal.name_en", "Name of the place, in English", "", _name, differs=True),
    Question("terminal.district", "District", "331002", _adcode, differs=True),
    Question("terminal.cities", "Cities whose agencies it lists", "331000", _cities),
    Question("panel.width_px", "Width of the screen in pixels", "1080", _pixels),
    Question("panel.height_px", "Height of the screen in pixels", "1920", _pixels),
    Question("panel.diagonal_in", "Diagonal of the lit glass in inches", "21.5", _inches),
    Question("camera.device", "Camera", "", _camera, differs=True),
    Question("printer.url", "Printer", "usb://", _printer, differs=True),
    Question("registry.url", "Address of the registry", "", _registry),
    Question("session.without_licence", "May owners go on without a licence (y/n)", "y", yes_or_no),
)


def shown(value: Any) -> str:  # noqa: ANN401 - any setting
    """A value as it would be typed."""
    if isinstance(value, bool):
        return "y" if value else "n"
    if isinstance(value, list | tuple):
        return " ".join(str(part) for part in value)
    return str(value)
