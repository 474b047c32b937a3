"""Camera -> frames -> QR payload bytes -> a licence reading. No Qt in here.

The UI process uses `ScannerProcess`, which keeps camera and decoders in a child process, and `read_licence`
on the bytes it reports. The `kiosk scan` command uses `read_picture`. What a payload *says* is never decided
here beyond the licence grammar, no link in one is ever opened, and no scan is ever called verified.

What brings OpenCV is loaded when it is first asked for: the UI process needs none of it and starts the sooner.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Final

from scanner.camera import (
    Camera,
    CameraFault,
    CameraFaultCode,
    CameraSource,
    Frame,
    LiveCamera,
    MjpegUrl,
    PowerLine,
    Replay,
)
from scanner.confirm import ConfirmedScan, Confirmer, ConfirmPolicy
from scanner.events import CameraState, HintChanged, Restarted, RestartReason, ScanConfirmed, ScannerEvent
from scanner.hints import Hint
from scanner.launch import CHILD_FLAG, run_if_child
from scanner.licence import (
    LicenceReading,
    NotALicence,
    Opaque,
    Recognised,
    RefusalReason,
    read_licence,
    read_typed_code,
)
from scanner.payload_text import text_of
from scanner.preview import PreviewFrame
from scanner.process import ScannerProcess
from scanner.recogniser_file import BadRecogniserFile, load_recognisers
from scanner.recognisers import RECOGNISERS, LicenceSource, OpaqueKind, Recogniser
from scanner.resolver import (
    EntityStatus,
    NoResolver,
    NotVerified,
    NotVerifiedReason,
    Resolver,
    ResolverOutcome,
    ReverseFlow,
    ServiceTrouble,
    ShownCode,
    Verified,
    Waiting,
)
from scanner.uscc import KEYPAD_ALPHABET, CodeFacts, EntityClass, Uscc, code_facts, mask
from scanner.v4l2 import Setting, SettingState, list_cameras

if TYPE_CHECKING:
    from scanner.annotate import annotate
    from scanner.capture import open_source
    from scanner.decoder import Decoder, Decoding, Payload
    from scanner.pictures import NotAPicture, PictureReading, load_picture, read_picture, shown_name
    from scanner.simulator import ReplayCamera, hand_held_video
    from scanner.videos import VideoReading, is_video, read_video

__all__ = [
    "CHILD_FLAG",
    "KEYPAD_ALPHABET",
    "RECOGNISERS",
    "BadRecogniserFile",
    "Camera",
    "CameraFault",
    "CameraFaultCode",
    "CameraSource",
    "CameraState",
    "CodeFacts",
    "ConfirmPolicy",
    "ConfirmedScan",
    "Confirmer",
    "Decoder",
    "Decoding",
    "EntityClass",
    "EntityStatus",
    "Frame",
    "Hint",
    "HintChanged",
    "LicenceReading",
    "LicenceSource",
    "LiveCamera",
    "MjpegUrl",
    "NoResolver",
    "NotALicence",
    "NotAPicture",
    "NotVerified",
    "NotVerifiedReason",
    "Opaque",
    "OpaqueKind",
    "Payload",
    "PictureReading",
    "PowerLine",
    "PreviewFrame",
    "Recognised",
    "Recogniser",
    "RefusalReason",
    "Replay",
    "ReplayCamera",
    "Resolver",
    "ResolverOutcome",
    "RestartReason",
    "Restarted",
    "ReverseFlow",
    "ScanConfirmed",
    "ScannerEvent",
    "ScannerProcess",
    "ServiceTrouble",
    "Setting",
    "SettingState",
    "ShownCode",
    "Uscc",
    "Verified",
    "VideoReading",
    "Waiting",
    "annotate",
    "code_facts",
    "hand_held_video",
    "is_video",
    "list_cameras",
    "load_picture",
    "load_recognisers",
    "mask",
    "open_source",
    "read_licence",
    "read_picture",
    "read_typed_code",
    "read_video",
    "run_if_child",
    "shown_name",
    "text_of",
]

_LOADED_LATER: Final = {
    "annotate": "scanner.annotate",
    "open_source": "scanner.capture",
    "Decoder": "scanner.decoder",
    "Decoding": "scanner.decoder",
    "Payload": "scanner.decoder",
    "NotAPicture": "scanner.pictures",
    "PictureReading": "scanner.pictures",
    "load_picture": "scanner.pictures",
    "read_picture": "scanner.pictures",
    "shown_name": "scanner.pictures",
    "ReplayCamera": "scanner.simulator",
    "hand_held_video": "scanner.simulator",
    "VideoReading": "scanner.videos",
    "is_video": "scanner.videos",
    "read_video": "scanner.videos",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> object:
        """Load a name of `_LOADED_LATER` (PEP 562)."""
        if name not in _LOADED_LATER:
            raise AttributeError(f"module 'scanner' has no attribute {name!r}")
        value = getattr(import_module(_LOADED_LATER[name]), name)
        globals()[name] = value
        return value
