"""What technician's mode is given by the settings of a terminal."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from kiosk_app.doctor import Host
from kiosk_app.paths import FLEET_KEY_FILE, SECRETS_FILE, config_file
from kiosk_app.secrets import ScryptCost
from kiosk_app.technician.model import OperatorAccess


@dataclass(frozen=True, slots=True)
class TechnicianSetup:
    """Where things lie, and what the site allows.

    Attributes:
        secrets: of `kiosk provision`.
        settings_file: whose hash identifies the configuration.
        sticks: folder below which the system mounts USB sticks.
        roll_m: paper on a new roll.
        registry_url: address of the registry; empty = none is asked over the network.
        camera_device: as configured, to name it.
        host: the machine the doctor looks at.
        production: lock-down gaps are faults.
        pin_cost: of one guess at the operators' PIN.
        lock_s, log_out_s: see `model.Rules`.
    """

    secrets: Path = SECRETS_FILE
    settings_file: Path = field(default_factory=config_file)
    fleet_key_file: Path = FLEET_KEY_FILE
    operators: OperatorAccess = OperatorAccess.PIN
    sticks: Path = Path("/media")
    roll_m: float = 80.0
    registry_url: str = ""
    camera_device: str = ""
    camera_width_px: int = 1280
    host: Host = field(default_factory=lambda: Host(is_terminal=True))
    production: bool = True
    pin_cost: ScryptCost = field(default_factory=ScryptCost)
    lock_s: float = 30.0
    log_out_s: float = 300.0
