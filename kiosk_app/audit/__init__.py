"""The audit log: what the terminal did, in order, so that a change to it shows. No Qt, nobody's data."""

from kiosk_app.audit.chain import Anchor, AuditFinding, AuditReport, FindingKind, Record, verify
from kiosk_app.audit.events import AuditEvent, Disposition, EventId
from kiosk_app.audit.export import ExportDamaged, anchor_of, export, verify_export
from kiosk_app.audit.log import AuditLog
from kiosk_app.audit.writer import AuditWriter

__all__ = [
    "Anchor",
    "AuditEvent",
    "AuditFinding",
    "AuditLog",
    "AuditReport",
    "AuditWriter",
    "Disposition",
    "EventId",
    "ExportDamaged",
    "FindingKind",
    "Record",
    "anchor_of",
    "export",
    "verify",
    "verify_export",
]
