"""Keep None, True and False alive under a binding that forgets to count them.

PySide6 6.12.0 returns None from every void call without taking a reference to it (measured: 300 calls of
`QLabel.setText` lower the count of None by 300 on Python 3.11), and now and then True. From Python 3.12 on these
objects are immortal (PEP 683) and nothing happens; before, the interpreter aborts with "deallocating None" after
some ten thousand calls, which is a minute of use.

WORKAROUND(PySide6 6.12.0 on Python < 3.12): give the three objects the head start that 3.12 gives them, until the
binding counts again or 3.12 is the least version.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Final

_PLENTY: Final = 1 << 40
"""More calls than a terminal makes in its life."""
_IMMORTAL_SINCE: Final = (3, 12)


def hold_singletons() -> None:
    """Make sure the counts can never run out. Cheap, repeatable; call before the first window."""
    if sys.version_info >= _IMMORTAL_SINCE:
        return
    for singleton in (None, True, False):
        if sys.getrefcount(singleton) < _PLENTY // 2:
            # The count is the first word of every object in a release build of CPython 3.11.
            ctypes.c_ssize_t.from_address(id(singleton)).value += _PLENTY
