"""Making a machine a terminal: answers or a signed bundle in, settings, secrets and a readiness page out. No Qt.

Order: collect (wizard, bundle or clone) -> check -> secrets -> write -> note -> readiness page.
"""

from kiosk_app.provisioning.bundle import Bundle, BundleFault, BundleRefused, open_bundle, seal_bundle
from kiosk_app.provisioning.facts import DISTRIBUTION, gather_facts, versions
from kiosk_app.provisioning.fleet_key import (
    FleetKeyUnusable,
    fingerprint,
    make_fleet_key,
    open_fleet_key,
    read_public_key,
)
from kiosk_app.provisioning.install import (
    Installed,
    Places,
    Plan,
    ProvisionNote,
    RootRefused,
    install,
    read_note,
    read_root_file,
    read_settings,
    root_fingerprint,
    write_note,
)
from kiosk_app.provisioning.questions import QUESTIONS, BadAnswer, Question
from kiosk_app.provisioning.readiness import (
    GLYPH_SAMPLE,
    ReadinessFacts,
    readiness_page,
    readiness_payload,
    ruler,
)
from kiosk_app.provisioning.settings import (
    Values,
    checked,
    config_hash,
    flattened,
    nested,
    settings_text,
    values_of,
)
from kiosk_app.provisioning.wizard import Conversation, ask_pin, ask_settings

__all__ = [
    "DISTRIBUTION",
    "GLYPH_SAMPLE",
    "QUESTIONS",
    "BadAnswer",
    "Bundle",
    "BundleFault",
    "BundleRefused",
    "Conversation",
    "FleetKeyUnusable",
    "Installed",
    "Places",
    "Plan",
    "ProvisionNote",
    "Question",
    "ReadinessFacts",
    "RootRefused",
    "Values",
    "ask_pin",
    "ask_settings",
    "checked",
    "config_hash",
    "fingerprint",
    "flattened",
    "gather_facts",
    "install",
    "make_fleet_key",
    "nested",
    "open_bundle",
    "open_fleet_key",
    "read_note",
    "read_public_key",
    "read_root_file",
    "read_settings",
    "readiness_page",
    "readiness_payload",
    "root_fingerprint",
    "ruler",
    "seal_bundle",
    "settings_text",
    "values_of",
    "versions",
    "write_note",
]
