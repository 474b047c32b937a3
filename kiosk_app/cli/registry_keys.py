"""`kiosk registry init|add-city|rotate-key`: the rare hours when key holders sit at one table."""

from __future__ import annotations

import re
from typing import Annotated

import typer

from kiosk_app.cli.output import say, stop
from kiosk_app.cli.registry_desk import (
    Keys,
    PassphraseFile,
    Repository,
    Trial,
    office_faults,
    passphrase_of,
    profile_of,
)
from kiosk_app.clock import utc_now
from offline_cache.agency import Adcode
from offline_cache.publishing import PINNED_ROOT, add_city, init_repository, renew_root, rotate_key


def init(
    repository: Repository, keys: Keys, passphrase_file: PassphraseFile = None, throw_away: Trial = False
) -> None:
    """Hold the first key ceremony: make all keys and the root of trust.

    The passphrase is asked for each key, or taken from --passphrase-file or KIOSK_PASSPHRASE.

    Example: kiosk registry init repository --keys keys

    Exit codes: 0 keys and root are made, 1 refused and nothing changed (stderr says why), 2 usage.
    """
    with office_faults():
        passphrase = passphrase_of(keys, passphrase_file)
        init_repository(repository, keys, passphrase, utc_now(), profile=profile_of(trial=throw_away))
    say(f"keys: {keys}; pin {keys / PINNED_ROOT} in every terminal; keep the root keys apart and offline")


def add_city_office(
    repository: Repository,
    city: Annotated[str, typer.Argument(help="Six-digit code of the city, e.g. 330200.")],
    keys: Keys,
    passphrase_file: PassphraseFile = None,
    throw_away: Trial = False,
) -> None:
    """Make keys for a city's own office; from then on its list needs their signatures too.

    Example: kiosk registry add-city repository 330200 --keys keys

    Exit codes: 0 the office has its keys, 1 refused and nothing changed (stderr says why), 2 usage.
    """
    if not re.fullmatch(r"[1-9][0-9]{5}", city):
        stop(f"{city} is not a six-digit area code.")
    with office_faults():
        passphrase, profile = passphrase_of(keys, passphrase_file), profile_of(trial=throw_away)
        report = add_city(repository, keys, passphrase, Adcode(city), utc_now(), profile=profile)
    say(
        f"{report.role}: {report.needed} of {', '.join(report.keys)} must sign; hand the files to their holders"
    )


def rotate(
    repository: Repository,
    keys: Keys,
    key: Annotated[str | None, typer.Argument(help="Name of the key to retire, e.g. targets-2.")] = None,
    renew_root_only: Annotated[
        bool, typer.Option("--renew-root", help="No new key: sign the root for another year.")
    ] = False,
    passphrase_file: PassphraseFile = None,
    throw_away: Trial = False,
) -> None:
    """Exchange a key for a new one of the same role, or renew the root, and publish the new root.

    Example: kiosk registry rotate-key repository targets-2 --keys keys

    Exit codes: 0 the new root is published, 1 refused and nothing changed (stderr says why), 2 usage.
    """
    if (key is None) != renew_root_only:
        stop("Say either the name of a key or --renew-root.")
    with office_faults():
        passphrase, profile, now = (
            passphrase_of(keys, passphrase_file),
            profile_of(trial=throw_away),
            utc_now(),
        )
        if key is None:
            report = renew_root(repository, keys, passphrase, now, profile=profile)
        else:
            report = rotate_key(repository, keys, passphrase, key, now, profile=profile)
    change = f"{report.retired} is retired, {report.added} takes its place; " if report.retired else ""
    say(f"{change}root {report.root_version} is published, good until {report.expires}")
