"""python-escpos without its database of printers.

Its import reads 96 kB of that database with a YAML reader in Python: half a second and more in which no other thread
of the terminal gets the interpreter, screens included. Of the library only the connectors are used, so it is given
a database of one entry. Whoever needs python-escpos imports this module first.
"""

from __future__ import annotations

import os
from pathlib import Path

os.environ["ESCPOS_CAPABILITIES_FILE"] = str(
    Path(__file__).resolve().parent.parent / "assets" / "printer" / "capabilities.json"
)

from escpos.exceptions import DeviceNotFoundError
from escpos.printer.file import File
from escpos.printer.network import Network
from escpos.printer.serial import Serial
from escpos.printer.usb import Usb

__all__ = ["DeviceNotFoundError", "File", "Network", "Serial", "Usb"]
