"""`kiosk registry …`: the regulator's office, from the first key ceremony to the published folder.

The handbook that goes through these commands in order is docs/operations/registry.md.
"""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path  # noqa: TC003 - typer resolves annotations at run time
from typing import Annotated

import typer

from kiosk_app.cli import registry_keys
from kiosk_app.cli.output import FOUND, say, stop
from kiosk_app.cli.registry_desk import (
    Keys,
    PassphraseFile,
    Repository,
    Root,
    Source,
    Trial,
    built,
    office_faults,
    passphrase_of,
    profile_of,
    root_of,
    show_changes,
    show_ranking,
)
from kiosk_app.clock import utc_now
from offline_cache.publishing import (
    RegistryServer,
    due,
    next_seq,
    other_offices,
    prune_repository,
    publish_release,
    publish_stage,
    read_published,
    read_stage,
    refresh_timestamp,
    sign_stage,
    stage_release,
    verify_repository,
)

app = typer.Typer(help="Keys, building, signing and publishing the registry.", no_args_is_help=True)
app.command("init")(registry_keys.init)
app.command("add-city")(registry_keys.add_city_office)
app.command("rotate-key")(registry_keys.rotate)


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

    Example: kiosk registry build source --repository repository --keys keys --stage stage

    Exit codes: 0 a release can be made, 1 rows are refused (each is named), 2 usage.
    """
    if (repository is None) != (keys is None):
        stop("--repository and --keys go together: root.json in the key folder says what to believe.")
    if stage is not None and repository is None:
        stop("--stage needs --repository and --keys.")
    with office_faults():
        if repository is None or keys is None:
            release = built(source, 1)
            show_ranking(release.contents)
        else:
            pinned = root_of(None, keys)
            release = built(source, next_seq(repository, pinned))
            show_ranking(release.contents)
            show_changes(read_published(repository, pinned), release.contents)
            if stage is not None:
                stage_release(repository, keys, stage, release, utc_now())
                say(f"staged: {stage}; each holder signs it with: kiosk registry sign {stage} --keys …")
    say(f"release {release.seq}: {len(release.agencies)} agencies")


@app.command("sign")
def sign(
    stage: Annotated[Path, typer.Argument(help="Folder made by build --stage.")],
    keys: Keys,
    repository: Annotated[
        Path | None, typer.Option("--repository", help="Copy of the published folder to compare with.")
    ] = None,
    passphrase_file: PassphraseFile = None,
) -> None:
    """Check and show a staged release, then sign it with the key of one holder.

    Example: kiosk registry sign stage --keys held --repository repository

    Exit codes: 0 signed, 1 refused and not signed (stderr says why), 2 usage.
    """
    with office_faults():
        pinned = root_of(None, keys)
        staged = read_stage(stage, pinned)
        manifest = staged.release.manifest
        show_ranking(staged.release)
        for one in staged.lists:
            say(f"{one.role}: {one.needed} of {', '.join(one.keys)} must sign")
        if repository is not None:
            others = other_offices(staged, repository, pinned)
            if others:
                stop(f"do not sign: the stage names other keys for {', '.join(others)}", FOUND)
            show_changes(read_published(repository, pinned), staged.release)
        say(
            f"release {manifest.seq} of {manifest.issued}, good until {staged.expires}: "
            f"{sum(map(len, staged.release.agencies.values()))} agencies, "
            f"{len(staged.release.exclusions)} struck off"
        )
        signed = sign_stage(stage, keys, passphrase_of(keys, passphrase_file))
    for one in signed.lists:
        say(f"{one.role}: signed by {', '.join(one.signed_by)}; {len(one.signed_by)} of {one.needed} needed")


@app.command("publish")
def publish(
    repository: Repository,
    keys: Keys,
    source: Annotated[Path | None, typer.Option("--source", help="Build from this folder.")] = None,
    stage: Annotated[Path | None, typer.Option("--stage", help="Publish this signed stage.")] = None,
    passphrase_file: PassphraseFile = None,
    throw_away: Trial = False,
) -> None:
    """Sign and publish a release: from source files with all keys at hand, or from a signed stage.

    Example: kiosk registry publish repository --keys keys --stage stage

    Exit codes: 0 published, 1 refused and nothing published (stderr says why), 2 usage.
    """
    if (source is None) == (stage is None):
        stop("Say either --source DIR or --stage DIR.")
    with office_faults():
        now, profile = utc_now(), profile_of(trial=throw_away)
        passphrase = passphrase_of(keys, passphrase_file)
        if stage is not None:
            report = publish_stage(repository, keys, passphrase, stage, now, profile=profile)
        elif source is not None:
            release = built(source, next_seq(repository, root_of(None, keys)))
            report = publish_release(repository, keys, passphrase, release, now, profile=profile)
    say(f"release {report.seq} published, {report.bytes_written:,} bytes; refresh before {report.expires}")


@app.command("refresh-timestamp")
def refresh(
    repository: Repository, keys: Keys, passphrase_file: PassphraseFile = None, throw_away: Trial = False
) -> None:
    """Sign the timestamp again, for a timer every hour.

    Example: kiosk registry refresh-timestamp repository --keys keys --passphrase-file passphrase.txt

    Exit codes: 0 refreshed, 1 refused and nothing changed (stderr says why), 2 usage.
    """
    with office_faults():
        passphrase, profile = passphrase_of(keys, passphrase_file), profile_of(trial=throw_away)
        report = refresh_timestamp(repository, keys, passphrase, utc_now(), profile=profile)
    say(f"timestamp {report.timestamp_version}; refresh before {report.expires}")


@app.command("prune")
def prune(
    repository: Repository,
    root: Root,
    keep: Annotated[int, typer.Option("--keep", min=1, help="Newest snapshots that keep their files.")] = 3,
) -> None:
    """Remove the files of superseded releases; all roots and what terminals may still ask for stay.

    Example: kiosk registry prune repository --root keys/root.json

    Exit codes: 0 tidied, 1 the repository cannot be believed and nothing was removed, 2 usage.
    """
    with office_faults():
        report = prune_repository(repository, root.read_bytes(), keep=keep)
    say(f"{report.files} files removed, {report.bytes:,} bytes")


@app.command("verify")
def verify(repository: Repository, root: Root) -> None:
    """Check every file of a repository from the root of trust.

    Example: kiosk registry verify repository --root keys/root.json

    Exit codes: 0 sound, 1 something is wrong (each fault is named), 2 usage.
    """
    with office_faults():
        report = verify_repository(repository, root.read_bytes(), utc_now())
    for fault in report.faults:
        typer.echo(str(fault))
    if not report.sound:
        stop(f"{len(report.faults)} faults in {report.files} files", FOUND)
    for role, ends in report.expires.items():
        say(f"{role} is good until {ends}")
    say(f"release {report.seq} of {report.issued}: {report.files} files, all sound")


@app.command("due")
def what_is_due(
    repository: Repository,
    root: Root,
    away: Annotated[
        int, typer.Option("--away", min=0, help="Days from now on which the holders cannot be reached.")
    ] = 0,
) -> None:
    """Say which signatures must be renewed, for a monitor and before a holiday.

    Example: kiosk registry due repository --root keys/root.json --away 9

    Exit codes: 0 nothing is due, 1 something is (each is named), 2 usage.
    """
    with office_faults():
        report = verify_repository(repository, root.read_bytes(), utc_now())
    found = due(report, utc_now(), away=timedelta(days=away))
    for one in found:
        typer.echo(str(one))
    if found or not report.expires:
        stop(f"{len(found)} signatures are due" if found else "the repository cannot be believed", FOUND)
    say("nothing is due")


@app.command("diff")
def diff(
    old: Annotated[Path, typer.Argument(help="A repository.")],
    new: Annotated[Path | None, typer.Argument(help="A later copy of it.")] = None,
    stage: Annotated[Path | None, typer.Option("--stage", help="Instead: a staged release.")] = None,
    root: Annotated[Path | None, typer.Option("--root", help="The pinned root.json.")] = None,
    keys: Annotated[Path | None, typer.Option("--keys", help="Instead: a folder with root.json.")] = None,
) -> None:
    """Show what a later copy of a repository, or a stage, changes.

    Example: kiosk registry diff repository --stage stage --keys keys

    Exit codes: 0 compared, whatever the differences, 1 a release cannot be believed, 2 usage.
    """
    if (new is None) == (stage is None):
        stop("Say either a later copy of the repository or --stage DIR.")
    with office_faults():
        pinned = root_of(root, keys)
        before = read_published(old, pinned)
        later = read_stage(stage, pinned).release if stage is not None else None
        if new is not None:
            later = read_published(new, pinned)
        if later is None:
            stop(f"{new} holds no release yet.", FOUND)
        show_changes(before, later)


@app.command("serve")
def serve(
    repository: Repository, port: Annotated[int, typer.Option("--port", help="0 = any free one.")] = 8000
) -> None:
    """Serve a repository on 127.0.0.1, for trials; a terminal's registry belongs on a web server.

    Example: kiosk registry serve repository --port 8000

    Exit codes: 0 ended by Ctrl+C, 2 usage, or the port cannot be had.
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
