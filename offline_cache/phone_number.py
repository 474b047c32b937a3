"""Chinese telephone numbers: what a person may write, and the one form they are compared in.

Pure text work. The comparable form is the national number in plain digits: `057688880000`, `13800000000`,
`4000000000`, `95000`. A number written without its area code stays short and is compared by its end.
"""

from __future__ import annotations

import re
import unicodedata
from typing import NewType

PhoneKey = NewType("PhoneKey", str)
"""A number in comparable form: digits only, national, without extension."""

_MAX_TYPED = 64
_REGISTERED = re.compile(
    r"0[0-9]{2,3}-[0-9]{7,8}(?:-[0-9]{1,5})?"  # land line with area code, optional extension
    r"|1[0-9]{10}"  # mobile
    r"|[48]00-?[0-9]{3}-?[0-9]{4}"  # company number
    r"|9[56][0-9]{3,6}"  # national or provincial service number
)
_SPOKEN_EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#).*$", re.IGNORECASE)
_DASHED_EXTENSION = re.compile(r"-[0-9]{1,5}$")
_BETWEEN_DIGITS = re.compile(r"[\s\-–—−_.·•/()\[\]]+")
_CARRIER_PREFIX = re.compile(r"^(?:17951|17911|12593|10193)(?=0?1[3-9][0-9]{9}$|0[0-9]{9,11}$)")
_COUNTRY_CODE = re.compile(r"^(?:\+86|0086|86(?=1[0-9]{10}$|0?[1-9][0-9]{8,10}$))")
_TRUNK_ZERO_LEFT_OUT = re.compile(r"(?![48]00[0-9]{7}$)(?:10[0-9]{8}|2[0-9]{9}|[3-9][0-9]{9,10})")
_ZERO_BEFORE_MOBILE = re.compile(r"01[1-9][0-9]{9}")
_LABEL = re.compile(r"^(?:电话|電話|手机|手機|座机|热线|tel|phone)[:：.]?", re.IGNORECASE)
_KEY = re.compile(
    r"0(?:10|2[0-9])[0-9]{8}"  # three-digit area code
    r"|0[3-9][0-9]{2}[0-9]{7,8}"  # four-digit area code
    r"|0[0-9]{9,11}"  # the same lengths with an area code nobody has: shown as unknown, not as nonsense
    r"|1[0-9]{10}"
    r"|[48]00[0-9]{7}"
    r"|9[56][0-9]{3,6}"
    r"|1[0-9]{4}"  # public services: 12345, 12368
    r"|[0-9]{7,8}"  # without area code
)
_LOCAL_DIGITS = {7, 8}


def is_registered_form(phone: str) -> bool:
    """Tell whether a number is written as the registry demands: `0576-88880000`, `400-000-0000`."""
    return bool(_REGISTERED.fullmatch(phone))


def normalise(typed: str) -> PhoneKey | None:
    """Reduce what a person typed or copied to the comparable form.

    Understands full-width digits, spaces, dashes, dots, brackets, `+86`/`0086`/`86`, a missing or bracketed
    trunk zero after it, a zero or carrier prefix before a mobile number, extensions, and a leading label
    such as 电话.

    Returns:
        The number, or None when the text is not one Chinese number.
    """
    if len(typed) > _MAX_TYPED:
        return None
    text = typed if typed.isascii() and typed.isprintable() else _plain(typed)
    text = _LABEL.sub("", text.strip()).strip()
    # `1380000-0000` and `0576-88880000-801` look alike: the end is an extension only when the whole is no number.
    return _national(_BETWEEN_DIGITS.sub("", _SPOKEN_EXTENSION.sub("", text))) or _national(
        _BETWEEN_DIGITS.sub("", _DASHED_EXTENSION.sub("", text))
    )


def _plain(typed: str) -> str:
    """Give the compatibility form without control characters; printable ASCII is in it already."""
    composed = unicodedata.normalize("NFKC", typed)
    return "".join(char for char in composed if unicodedata.category(char) not in {"Cf", "Cc"})


def _national(text: str) -> PhoneKey | None:
    without_country = _COUNTRY_CODE.sub("", text)
    if without_country != text and _TRUNK_ZERO_LEFT_OUT.fullmatch(without_country):
        without_country = f"0{without_country}"
    number = _CARRIER_PREFIX.sub("", without_country)
    if _ZERO_BEFORE_MOBILE.fullmatch(number):
        number = number[1:]
    return PhoneKey(number) if _KEY.fullmatch(number) else None


def same_number(typed: PhoneKey, registered: PhoneKey) -> bool:
    """Compare two numbers; one typed without area code equals every land line that ends in it."""
    if typed == registered:
        return True
    is_land_line = registered.startswith("0") and len(registered) - len(typed) in {3, 4}
    return is_land_line and len(typed) in _LOCAL_DIGITS and registered.endswith(typed)
