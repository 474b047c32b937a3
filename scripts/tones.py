"""Make the terminal's tones: soft, short, of our own. Writes assets/sounds/*.wav; the same bytes every time.

Example: .venv/bin/python scripts/tones.py            (--check compares only)
Exit codes: 0 written or equal, 1 a file differs.
"""

from __future__ import annotations

import io
import math
import sys
import wave
from pathlib import Path
from typing import Final

OUT: Final = Path(__file__).resolve().parent.parent / "assets" / "sounds"
RATE_HZ: Final = 22_050
PEAK: Final = 0.2
"""Of full scale, -14 dB: the loudspeaker's own knob decides the rest."""
TONES: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    # (hertz, seconds) one after the other; pentatonic, so that none of them is an alarm.
    "on": ((523.25, 0.16),),
    "read": ((523.25, 0.12), (783.99, 0.2)),
    "list": ((659.26, 0.12), (783.99, 0.12), (1046.5, 0.22)),
    "take": ((783.99, 0.14), (659.26, 0.14), (523.25, 0.3)),
    "attention": ((440.0, 0.18), (440.0, 0.26)),
}
_OVERTONE: Final = 0.25
_ATTACK_S: Final = 0.012


def samples(notes: tuple[tuple[float, float], ...]) -> list[int]:
    """Soft bells: a quick rise, an even fall to silence, a quiet octave above."""
    found: list[int] = []
    for hertz, seconds in notes:
        count = round(seconds * RATE_HZ)
        for number in range(count):
            at_s = number / RATE_HZ
            rise = min(1.0, at_s / _ATTACK_S)
            fall = (1 - number / count) ** 2
            phase = 2 * math.pi * hertz * at_s
            sound = (math.sin(phase) + _OVERTONE * math.sin(2 * phase)) / (1 + _OVERTONE)
            found.append(round(sound * rise * fall * PEAK * 32767))
    return found


def wav(notes: tuple[tuple[float, float], ...]) -> bytes:
    """One channel, 16 bits."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes(b"".join(value.to_bytes(2, "little", signed=True) for value in samples(notes)))
    return file.getvalue()


def main(arguments: list[str]) -> int:
    """Run from the command line."""
    OUT.mkdir(parents=True, exist_ok=True)
    unlike = 0
    for name, notes in TONES.items():
        path = OUT / f"{name}.wav"
        if "--check" in arguments:
            unlike += not path.is_file() or path.read_bytes() != wav(notes)
        else:
            path.write_bytes(wav(notes))
    return 1 if unlike else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
