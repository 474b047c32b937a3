"""The doctor's checks in the technician's language: what each is about, and the usual cure.

The doctor's own sentences are English and name files and figures; they stand below these, for the telephone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kiosk_app.language import Translate


def title_of(_: Translate, check: str) -> str:
    """What a check looks at; its id where it is newer than these words."""
    return (_terminal(_) | _machine(_) | _lock_down(_)).get(check, (check, ""))[0]


def fix_of(_: Translate, check: str) -> str:
    """What mends it, most often."""
    known = (_terminal(_) | _machine(_) | _lock_down(_)).get(check)
    return known[1] if known else _("See the line below.")


def _terminal(_: Translate) -> dict[str, tuple[str, str]]:
    provision = _("At the console: kiosk provision")
    package = _("Install the kiosk package again.")
    return {
        "settings": (_("Settings file"), provision),
        "permissions": (
            _("Who may read and change the settings"),
            _("Set owner and rights as the line below says."),
        ),
        "secrets": (_("Technician's PIN and codes"), provision),
        "root_of_trust": (
            _("Root of trust"),
            _("Copy root.json from the office again, and compare its fingerprint."),
        ),
        "registry": (_("The list"), _("Synchronise, or bring the list on a stick.")),
        "update_slots": (
            _("Program and updates"),
            _("At the console: kiosk update status"),
        ),
        "audit": (_("Audit log"), _("Export it as it is, and tell the office before anything else is done.")),
        "libraries": (_("Program libraries"), package),
        "fonts": (_("Fonts"), _("Install the font package the line below names.")),
        "simulated": (_("Simulated devices"), provision),
    }


def _machine(_: Translate) -> dict[str, tuple[str, str]]:
    package = _("Install the kiosk package again.")
    return {
        "panel": (_("Screen"), _("Check its cable; then measure it and run: kiosk provision")),
        "touch": (_("Touch"), _("Check the USB cable of the touch screen.")),
        "sound": (_("Sound"), _("Plug a speaker in, or leave it: everything is also on the screen.")),
        "disk": (_("Room on the disk"), _("Delete what is not the terminal's; export old logs.")),
        "inodes": (_("Room for new files"), _("Delete folders with very many small files.")),
        "data_folder": (
            _("Data folder"),
            _("Restart the machine; when it stays, replace the disk."),
        ),
        "memory": (_("Memory"), _("End what else runs on this machine; restart it.")),
        "temperature": (_("Temperature"), _("Free the air slots, clean out the dust, keep the sun off.")),
        "clock": (_("Clock"), _("Set the clock, replace its battery, let the network keep it right.")),
        "last_start": (_("Why it started last"), _("Look at power and at the log of that time.")),
        "service": (_("Automatic start"), package),
        "watchdog": (_("Watchdog of the application"), package),
        "hardware_watchdog": (
            _("Watchdog of the machine"),
            _("Switch it on in the machine's set-up and in systemd."),
        ),
        "journal_caps": (_("Limit of the logs"), package),
        "process_limits": (_("Limits of the application"), package),
    }


def _lock_down(_: Translate) -> dict[str, tuple[str, str]]:
    console = _("At the console, as the line below says.")
    return {
        "virtual_terminals": (_("Switching consoles by keyboard"), console),
        "login_prompts": (_("Login at the screen"), console),
        "magic_keys": (_("Key combinations of the system"), console),
        "listening_ports": (
            _("Ports open to the network"),
            _("Stop what listens; the terminal needs none of it."),
        ),
        "remote_control": (
            _("Remote control"),
            _("Remove it; nobody should reach the screen from outside."),
        ),
        "debug_settings": (_("Switches left from a workbench"), console),
        "core_dumps": (_("Crash files"), _("Delete them; they may hold somebody's data.")),
        "swap": (_("Memory written to the disk"), _("Switch swap off.")),
        "rights": (_("Rights of the terminal's user"), console),
        "writable_files": (_("Files that anybody can change"), console),
        "keyboards": (
            _("Keyboards"),
            _("Unplug it; set a scanner that types to USB serial."),
        ),
        "scanner_sandbox": (
            _("Sandbox of the code reader"),
            _("Start the system's own kernel, as the line below says."),
        ),
    }
