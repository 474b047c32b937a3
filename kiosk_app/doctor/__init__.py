"""What is wrong with this terminal, and what to do about it: small checks over a machine, each with its fix. No Qt."""

from kiosk_app.doctor.examination import GROUPS, examine_all, has_failed
from kiosk_app.doctor.finding import REQUIRED_IN_PRODUCTION, CheckState, Finding
from kiosk_app.doctor.host import Host, Limits, Patient, examine

__all__ = [
    "GROUPS",
    "REQUIRED_IN_PRODUCTION",
    "CheckState",
    "Finding",
    "Host",
    "Limits",
    "Patient",
    "examine",
    "examine_all",
    "has_failed",
]
