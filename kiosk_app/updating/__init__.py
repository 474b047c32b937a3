"""A new program from a stick: signed by the fleet's key, put beside the one that runs, proven or taken back. No Qt."""

from kiosk_app.updating.apply import Wish, apply_update, find_update
from kiosk_app.updating.image import PRODUCT, SUFFIX, Head, UpdateFault, UpdateRefused, version_of
from kiosk_app.updating.make import Release, make_update
from kiosk_app.updating.slots import MOST_TRIES, Slots, State, Step, Trial
from kiosk_app.updating.witness import untold_events

__all__ = [
    "MOST_TRIES",
    "PRODUCT",
    "SUFFIX",
    "Head",
    "Release",
    "Slots",
    "State",
    "Step",
    "Trial",
    "UpdateFault",
    "UpdateRefused",
    "Wish",
    "apply_update",
    "find_update",
    "make_update",
    "untold_events",
    "version_of",
]
