"""The words of the session: which situations, outcomes and languages there are."""

from __future__ import annotations

from enum import StrEnum


class Language(StrEnum):
    """The languages of screens and slips."""

    ZH = "zh-CN"
    EN = "en"


class State(StrEnum):
    """The situation the terminal is in; one screen each."""

    IDLE = "idle"
    SCAN = "scan"
    TYPE_CODE = "type_code"
    CONFIRM = "confirm"
    DEBT_TYPE = "debt_type"
    WHICH_DEBT = "which_debt"
    AMOUNT = "amount"
    PLACE = "place"
    LIST = "list"
    DETAIL = "detail"
    PRINTING = "printing"
    TAKE_SLIP = "take_slip"
    TROUBLE = "trouble"
    PHONE_ENTRY = "phone_entry"
    PHONE_RESULT = "phone_result"
    OUT_OF_SERVICE = "out_of_service"


class ScanKind(StrEnum):
    """What a camera reading turned out to be."""

    LICENCE = "licence"
    """The 18 characters were in the code."""
    OPAQUE = "opaque"
    """A licence code that says nothing offline."""
    OTHER = "other"
    """Not a licence code."""


class Assurance(StrEnum):
    """How much is known about the licence; never more than was checked."""

    SCANNED = "scanned"
    """Read from a code, not checked online."""
    TYPED = "typed"
    """Typed in; the check digit fits."""
    NONE = "none"
    """Gone on without a licence."""


class Trouble(StrEnum):
    """What stopped a session, as a person sees it (`problems.py` has the words)."""

    OPAQUE_CODE = "opaque_code"
    CAMERA = "camera"
    NO_MATCH = "no_match"
    LIST_UNAVAILABLE = "list_unavailable"
    PAPER_OUT = "paper_out"
    COVER_OPEN = "cover_open"
    CUTTER = "cutter"
    OVERHEATED = "overheated"
    PRINTER_OFFLINE = "printer_offline"
    SLIP_VOID = "slip_void"
    SLIP_UNCONFIRMED = "slip_unconfirmed"
    PRINT_QUOTA = "print_quota"
    SLIPS_SPENT = "slips_spent"
    """This visit has had all the slips the site allows."""


class PrintResult(StrEnum):
    """How a print job ended."""

    DONE = "done"
    REFUSED = "refused"
    """Nothing was sent; it may be tried again."""
    VOIDED = "voided"
    """A part came out and is marked void."""
    UNCONFIRMED = "unconfirmed"
    """The printer could not say whether the slip is whole."""
