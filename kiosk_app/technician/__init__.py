"""Technician's mode on screen: a hidden way in, PIN and one-time code, and one page for each thing that can be wrong.

`flow` and the pages are pure and know no Qt; `mode` puts them to work over the public window. It works under every
fault: what waits for a disk, a network or a hash runs on a thread of its own, and what it cannot find out it says.
Order: gesture -> the public session is cleared -> lock screen -> `LetIn` -> pages -> `Close`.
"""

from kiosk_app.technician.knowledge import Sources
from kiosk_app.technician.mode import TechnicianMode
from kiosk_app.technician.model import OperatorAccess
from kiosk_app.technician.setup import TechnicianSetup
from kiosk_app.technician.switch import read_switch
from kiosk_app.technician.wiring import Surroundings, open_technician_mode

__all__ = [
    "OperatorAccess",
    "Sources",
    "Surroundings",
    "TechnicianMode",
    "TechnicianSetup",
    "open_technician_mode",
    "read_switch",
]
