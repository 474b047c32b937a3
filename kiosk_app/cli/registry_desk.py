"""What every command of the registry's office shares: passphrases, what is shown, and faults as exit codes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk_app.cli.output import FOUND, USAGE, say, stop
from kiosk_app.clock import utc_now
from offline_cache.publishing import (
    DEMO_PROFILE,
    OFFICE_PROFILE,
    PINNED_ROOT,
    BuildRefused,
    PublishingError,
    Weight,
    build_release,
    compare_releases,
    key_file,
    ranking,
)

if TYPE_CHECKING:
    from offline_cache.publishing import Passphrase, Profile, Release
    from offline_cache.records import VerifiedRelease

Repository = Annotated[Path, typer.Argument(help="Folder of the repository, as a web server serves it.")]
Source = Annotated[Path, typer.Argument(help="Folder with agencies.csv or .xlsx, exclusions, rules.json.")]
Keys = Annotated[Path, typer.Option("--keys", help="Folder of key files and root.json.")]
Root = Annotated[Path, typer.Option("--root", help="The pinned root.json.")]
Trial = Annotated[
    bool,
    typer.Option(
        "--throw-away", envvar="KIOSK_THROW_AWAY", help="Keys that open at once: for rehearsals only."
    ),
]
PassphraseFile = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", help="A file only you can read, with the passphrase on its first line."
    ),
]
_PASSPHRASE_VARIABLE = "KIOSK_PASSPHRASE"  # noqa: S105 - the name of a variable
_READABLE_BY_OTHERS = 0o077
_WRONGLY_CALLED = (FileNotFoundError, FileExistsError, IsADirectoryError, NotADirectoryError, PermissionError)


class office_faults:  # noqa: N801 - reads as a word in `with`
    """Turn the office's errors and unreadable files into a sentence and an exit code."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PublishingError):
            stop(f"{error.code}: {error}", FOUND)
        if isinstance(error, OSError):
            code = USAGE if isinstance(error, _WRONGLY_CALLED) else FOUND
            stop(f"{error.filename or 'the disk'}: {error.strerror or error}", code)


def profile_of(*, trial: bool) -> Profile:
    """The office's rules, or those of a rehearsal."""
    if trial:
        say("rehearsal: keys made now open at once; never put real names on them")
    return DEMO_PROFILE if trial else OFFICE_PROFILE


def passphrase_of(keys: Path, file: Path | None) -> Passphrase:
    """From a file or the environment, for timers and rehearsals; else asked per key, twice for a new one."""
    if file is not None:
        return _first_line(file)
    given = os.environ.get(_PASSPHRASE_VARIABLE)
    if given is not None:
        return given
    answers: dict[str, str] = {}

    def ask(key: str) -> str:
        if key not in answers:
            is_new = not key_file(keys, key).exists()
            answers[key] = typer.prompt(
                f"passphrase of {key}", hide_input=True, confirmation_prompt=is_new, err=True
            )
        return answers[key]

    return ask


def root_of(root: Path | None, keys: Path | None) -> bytes:
    """The pinned root, named by itself or lying beside the keys."""
    if root is None and keys is None:
        stop("Say --root FILE, or --keys DIR with root.json in it.")
    return (root or (keys or Path()) / PINNED_ROOT).read_bytes()


def built(source: Path, seq: int) -> Release:
    """Build a release and show what is worth a look; stop when rows are refused, each named."""
    release = build_release(source, seq, utc_now())
    findings = release.findings if isinstance(release, BuildRefused) else release.notices
    for finding in findings:
        typer.echo(f"{finding.weight}: {finding}")
    if isinstance(release, BuildRefused):
        refused = sum(finding.weight is Weight.REFUSED for finding in findings)
        stop(f"no release: {refused} findings refuse it; correct the source and build again", FOUND)
    return release


def show_changes(old: VerifiedRelease | None, new: VerifiedRelease) -> None:
    """List what a release changes; nothing when there is none before it."""
    if old is None:
        say("the first release: nothing to compare it with")
        return
    changes = compare_releases(old, new)
    for change in changes:
        typer.echo(str(change))
    say(f"release {new.manifest.seq} against {old.manifest.seq}: {len(changes)} changes")


def show_ranking(release: VerifiedRelease) -> None:
    """Draw each city's ranking of the quarter."""
    for city, places in ranking(release).items():
        table = Table("#", "id", "name", "score", "of them: compliance, success, complaints", title=f"{city}")
        for ranked in places:
            credit = ranked.agency.credit
            parts = f"{credit.compliance} / {credit.success_rate} / -{credit.complaint_penalty}"
            table.add_row(
                str(ranked.place), ranked.agency.id, ranked.agency.name, f"{credit.score:.1f}", parts
            )
        Console(highlight=False).print(table)


def _first_line(file: Path) -> str:
    if file.stat().st_mode & _READABLE_BY_OTHERS:
        stop(f"{file} can be read by others; run: chmod 600 {file}")
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except UnicodeDecodeError:
        stop(f"{file} is not a text file")
    if not lines or not lines[0]:
        stop(f"{file} has no passphrase on its first line")
    return lines[0]
