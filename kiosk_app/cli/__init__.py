"""The `kiosk` command: everything a technician or a script asks of the terminal from a shell.

Exit codes everywhere: 0 fine, 1 a finding (something was refused, stale, not found), 2 wrong usage or unusable input.
"""

from kiosk_app.cli.entry import main

__all__ = ["main"]
