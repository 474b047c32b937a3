"""One bit per dot: what the print head burns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True, eq=False)
class Bitmap:
    """A picture of dots.

    Attributes:
        width_dots: dots in a row.
        rows: `(height, width_dots) uint8`, 1 = black, 0 = white; read-only.
    """

    width_dots: int
    rows: np.ndarray

    def __post_init__(self) -> None:
        if self.rows.ndim != 2 or self.rows.shape[1] != self.width_dots or self.rows.dtype != np.uint8:  # noqa: PLR2004 - rows and columns
            raise ValueError("rows are (height, width_dots) uint8")
        self.rows.setflags(write=False)

    @property
    def height_dots(self) -> int:
        """Number of rows."""
        return int(self.rows.shape[0])

    @property
    def coverage(self) -> float:
        """Share of black dots, 0-1."""
        return float(self.rows.mean()) if self.rows.size else 0.0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Bitmap) and np.array_equal(self.rows, other.rows)

    def __hash__(self) -> int:
        return hash((self.rows.shape, self.rows.tobytes()))

    def to_png(self, path: Path) -> None:
        """Write a 1-bit PNG at 203 dpi."""
        picture = Image.fromarray((1 - self.rows) * np.uint8(255)).convert("1")
        picture.save(path, format="PNG", dpi=(203, 203), optimize=False)
