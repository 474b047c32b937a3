"""`kiosk registry …`: the regulator's office, from the first key ceremony to the published folder."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from kiosk_app.cli.output import FOUND, say, stop
from kiosk_app.clock import utc_now
from offline_cache.publishing import (
    DEMO_PROFILE,
    OFFICE_PROFILE,
    PINNED_ROOT,
    BuildRefused,
    PublishingError,
    RegistryServer,
    build_release,
    compare_releases,
    init_repository,
    next_seq,
    publish_release,
    publish_stage,
    ranking,
    read_published,
    refresh_timestamp,
    rotate_key,
    sign_stage,
    stage_release,
    verify_repository,
)

if TYPE_CHECKING:
    from offline_cache.publishing import Passphrase, Profile, Release

app = typer.Typer(help="Keys, building, signing and publishing the registry.", no_args_is_help=True)

Repository = Annotated[Path, typer.Argument(help="Folder of the repository, as a web server serves it.")]
Source = Annotated[Path, typer.Argument(help="Folder with agencies.csv or .xlsx, exclusions, rules.json.")]
Keys = Annotated[Path, typer.Option("--keys", help="Folder of key files and root.json.")]
Quick = Annotated[
    bool, typer.Option("--throw-away", help="Cheap keys and one-machine signing: for trials only.")
]
_PASSPHRASE_VARIABLE = "KIOSK_PASSPHRASE"  # noqa: S105 - the name of a variable


@app.command("init")
def init(repository: Repository, keys: Keys, throw_away: Quick = False) -> None:
    """Hold the first key ceremony: make all keys and the root of trust.

    The passphrase is asked for each key, or taken from KIOSK_PASSPHRASE.

    Example: kiosk registry init repository --keys keys
    """
    with _stopping():
        init_repository(repository, keys, _passphrase(twice=True), utc_now(), profile=_profile(throw_away))
    say(f"keys: {keys}; pin {keys / PINNED_ROOT} in every terminal; keep the root keys apart and offline")


@app.command("build")
def build(
    source: Source,
    repository: Annotated[
        Path | None, typer.Option("--repository", help="Compare with what it holds.")
    ] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="Folder with root.json.")] = None,
    stage: Annotated[
        Path | None, typer.Option("--stage", help="Write a folder for the holders to sign.")
    ] = None,
) -> None:
    """Check the source files, compute credit and ranking, and show what would change.

    Example: kiosk registry build assets/demo --repository repository --keys keys

    Exit codes: 0 a release can be made, 1 rows are refused (each is named), 2 usage.
    """
    with _stopping():
        root = (keys / PINNED_ROOT).read_bytes() if keys is not None and repository is not None else None
        seq = next_seq(repository, root) if repository is not None and root is not None else 1
        release = _built(source, seq)
        _show_ranking(release)
        if repository is not None and root is not None:
            for change in compare_releases(read_published(repository, root), release.contents):
                typer.echo(str(change))
        if stage is not None:
            if repository is None or keys is None:
                stop("--stage needs --repository and --keys.")
            stage_release(repository, keys, stage, release, utc_now())
            say(f"staged: {stage}; each holder signs it with: kiosk registry sign {stage} --keys …")
    say(f"release {release.seq}: {len(release.agencies)} agencies")


@app.command("sign")
def sign(stage: Annotated[Path, typer.Argument(help="Folder made by build --stage.")], keys: Keys) -> None:
    """Sign a staged release with the targets key of one holder.

    Example: kiosk registry sign stage --keys my-keys
    """
    with _stopping():
        signed = sign_stage(stage, keys, _passphrase())
    say(f"signed by {', '.join(signed.signed_by)}; {len(signed.signed_by)} of {signed.needed} needed")


@app.command("publish")
def publish(
    repository: Repository,
    keys: Keys,
    source: Annotated[Path | None, typer.Option("--source", help="Build from this folder.")] = None,
    stage: Annotated[Path | None, typer.Option("--stage", help="Publish this signed stage.")] = None,
    throw_away: Quick = False,
) -> None:
    """Sign and publish a release: from source files with all keys at hand, or from a signed stage.

    Example: kiosk registry publish repository --keys keys --source assets/demo
    """
    if (source is None) == (stage is None):
        stop("Say either --source DIR or --stage DIR.")
    with _stopping():
        now, passphrase, profile = utc_now(), _passphrase(), _profile(throw_away)
        if stage is not None:
            report = publish_stage(repository, keys, passphrase, stage, now, profile=profile)
        elif source is not None:
            release = _built(source, next_seq(repository, (keys / PINNED_ROOT).read_bytes()))
            report = publish_release(repository, keys, passphrase, release, now, profile=profile)
    say(f"release {report.seq} published, {report.bytes_written:,} bytes; refresh before {report.expires}")


@app.command("refresh-timestamp")
def refresh(repository: Repository, keys: Keys, throw_away: Quick = False) -> None:
    """Sign the timestamp again, for a timer every hour.

    Example: kiosk registry refresh-timestamp repository --keys online-keys
    """
    with _stopping():
        report = refresh_timestamp(repository, keys, _passphrase(), utc_now(), profile=_profile(throw_away))
    say(f"timestamp {report.timestamp_version}; refresh before {report.expires}")


@app.command("rotate-key")
def rotate(
    repository: Repository,
    key: Annotated[str, typer.Argument(help="Name of the key to retire, e.g. targets-2.")],
    keys: Keys,
    throw_away: Quick = False,
) -> None:
    """Exchange a key for a new one of the same role and publish the new root.

    Example: kiosk registry rotate-key repository targets-2 --keys keys
    """
    with _stopping():
        rotate_key(repository, keys, _passphrase(), key, utc_now(), profile=_profile(throw_away))
    say(f"{key} is retired; the new root is published")


@app.command("verify")
def verify(
    repository: Repository, root: Annotated[Path, typer.Option("--root", help="The pinned root.json.")]
) -> None:
    """Check every file of a repository from the root of trust.

    Example: kiosk registry verify repository --root keys/root.json

    Exit codes: 0 sound, 1 something is wrong (each fault is named), 2 usage.
    """
    with _stopping():
        report = verify_repository(repository, root.read_bytes(), utc_now())
    for fault in report.faults:
        typer.echo(str(fault))
    if not report.sound:
        stop(f"{len(report.faults)} faults in {report.files} files", FOUND)
    say(f"release {report.seq} of {report.issued}: {report.files} files, all sound")


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="A repository.")],
    new: Annotated[Path, typer.Argument(help="A later copy of it.")],
    root: Annotated[Path, typer.Option("--root", help="The pinned root.json.")],
) -> None:
    """Show what changed between two published releases.

    Example: kiosk registry diff last-month repository --root keys/root.json
    """
    with _stopping():
        pinned = root.read_bytes()
        later = read_published(new, pinned)
        if later is None:
            stop(f"{new} holds no release yet.")
        for change in compare_releases(read_published(old, pinned), later):
            typer.echo(str(change))


@app.command("serve")
def serve(
    repository: Repository, port: Annotated[int, typer.Option("--port", help="0 = any free one.")] = 8000
) -> None:
    """Serve a repository on 127.0.0.1, for trials; a terminal's registry belongs on a web server.

    Example: kiosk registry serve repository --port 8000
    """
    if not (repository / "metadata").is_dir():
        stop(f"{repository} holds no registry: there is no folder metadata in it.")
    try:
        with RegistryServer(repository, port=port) as server:
            say(f"serving {repository} at {server.url}; Ctrl+C ends it")
            threading.Event().wait()
    except OSError as fault:
        stop(f"--port {port}: {fault.strerror}")
    except KeyboardInterrupt:
        say("stopped")


class _stopping:  # noqa: N801 - reads as a word in `with`
    """Turn the office's errors and unreadable files into a sentence and an exit code."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, PublishingError):
            stop(str(error), FOUND)
        if isinstance(error, OSError):
            stop(f"{error.filename or ''}: {error.strerror}")


def _profile(throw_away: bool) -> Profile:
    return DEMO_PROFILE if throw_away else OFFICE_PROFILE


def _passphrase(*, twice: bool = False) -> Passphrase:
    """From the environment for timers and trials, else asked for each key by name."""
    given = os.environ.get(_PASSPHRASE_VARIABLE)
    if given is not None:
        return given

    def ask(key: str) -> str:
        answer: str = typer.prompt(
            f"passphrase of {key}", hide_input=True, confirmation_prompt=twice, err=True
        )
        return answer

    return ask


def _built(source: Path, seq: int) -> Release:
    release = build_release(source, seq, utc_now())
    if isinstance(release, BuildRefused):
        for finding in release.findings:
            typer.echo(str(finding))
        stop(f"no release: {len(release.findings)} findings above", FOUND)
    for notice in release.notices:
        typer.echo(str(notice))
    return release


def _show_ranking(release: Release) -> None:
    for city, places in ranking(release.contents).items():
        table = Table("#", "id", "name", "score", title=f"{city}")
        for ranked in places:
            agency = ranked.agency
            table.add_row(str(ranked.place), agency.id, agency.name, f"{agency.credit.score:.1f}")
        Console(highlight=False).print(table)
