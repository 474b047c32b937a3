"""Draw the golden slips again: `python -m tests.support.regenerate_slips`. Look at the difference before committing.

Goldens lie in a folder named after the hash of the font files: another release of the font draws other dots, and is
compared with its own pictures or not at all.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from printing.bitmap import Renderer
from printing.display import PAPER_58, PAPER_80, Paper
from tests.support.sample_slip import sample_slip, sample_slip_in_english

if TYPE_CHECKING:
    from printing.document import Document
    from printing.fonts import Fonts

GOLDEN_ROOT = Path(__file__).parents[1] / "data" / "printing"


def golden_slips() -> dict[str, tuple[Document, Paper]]:
    """Every golden: its name, its document, its paper."""
    return {
        "zh-80": (sample_slip(), PAPER_80),
        "zh-58": (sample_slip(3), PAPER_58),
        "en-80": (sample_slip_in_english(3), PAPER_80),
        "en-58": (sample_slip_in_english(2), PAPER_58),
    }


def golden_folder(fonts: Fonts) -> Path:
    """The folder of the pictures drawn with exactly these font files."""
    digest = hashlib.sha256()
    for path in (fonts.regular, fonts.bold):
        digest.update(path.read_bytes())
    return GOLDEN_ROOT / f"slips-{digest.hexdigest()[:16]}"


def main() -> None:
    """Write all goldens for the installed fonts."""
    renderer = Renderer()
    folder = golden_folder(renderer.fonts)
    folder.mkdir(parents=True, exist_ok=True)
    for name, (document, paper) in golden_slips().items():
        renderer.render(renderer.lay_out(document, paper)).to_png(folder / f"{name}.png")


if __name__ == "__main__":
    main()
