"""The technician's secrets: PIN, one-time codes, recovery codes, and how wrong attempts are slowed down. No Qt.

Everything but `StateStore` is pure. The screen that asks for them is not here.
"""

from kiosk_app.secrets.lockout import FREE_TRIES, Lockout, Moment, delay_s
from kiosk_app.secrets.login import (
    KeypadShut,
    LoggedIn,
    LoginOutcome,
    LoginRefused,
    SecondFactor,
    TechnicianDoor,
)
from kiosk_app.secrets.machine import machine_moment
from kiosk_app.secrets.operator import (
    OPERATOR_DIGITS,
    NoOperatorPin,
    OperatorDoor,
    OperatorIn,
    OperatorOutcome,
)
from kiosk_app.secrets.pin import ScryptCost, SecretDamaged, hash_pin, pin_advice, pin_matches
from kiosk_app.secrets.recovery import CODES, new_codes
from kiosk_app.secrets.store import (
    StateStore,
    TechnicianSecrets,
    TechnicianState,
    make_secrets,
    read_secrets,
    write_secrets,
)
from kiosk_app.secrets.totp import SECRET_BYTES, enrolment_uri, hotp, matching_step, step_of

__all__ = [
    "CODES",
    "FREE_TRIES",
    "OPERATOR_DIGITS",
    "SECRET_BYTES",
    "KeypadShut",
    "Lockout",
    "LoggedIn",
    "LoginOutcome",
    "LoginRefused",
    "Moment",
    "NoOperatorPin",
    "OperatorDoor",
    "OperatorIn",
    "OperatorOutcome",
    "ScryptCost",
    "SecondFactor",
    "SecretDamaged",
    "StateStore",
    "TechnicianDoor",
    "TechnicianSecrets",
    "TechnicianState",
    "delay_s",
    "enrolment_uri",
    "hash_pin",
    "hotp",
    "machine_moment",
    "make_secrets",
    "matching_step",
    "new_codes",
    "pin_advice",
    "pin_matches",
    "read_secrets",
    "step_of",
    "write_secrets",
]
