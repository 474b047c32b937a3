"""The desks: GUI-thread ends of everything that works elsewhere (camera child, printer thread, sync thread).

Requests go in by method, outcomes come out by signal on the GUI thread, one per request.
"""

from kiosk_app.workers.no_printer import NoPrinter
from kiosk_app.workers.print_desk import PrintDesk
from kiosk_app.workers.registry_desk import RegistryDesk
from kiosk_app.workers.scan_desk import ScanDesk

__all__ = ["NoPrinter", "PrintDesk", "RegistryDesk", "ScanDesk"]
