"""Before the first byte: names not resolved, addresses that do not answer, certificates of an own authority."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from tuf.api.exceptions import DownloadError, SlowRetrievalError

from offline_cache import (
    FetchDeadlines,
    Freshness,
    HttpFetcher,
    SyncDeadlines,
    SyncFailed,
    SyncFailure,
    Synchroniser,
    Updated,
)
from offline_cache.connection import NameLookup
from tests.support.registry_server import FaultyServer
from tests.support.scanner_certificates import write_certificates

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.registry_terminal import Terminal

NAME = "registry.example"
SHORT = FetchDeadlines(connect_s=0.15, request_s=0.4)


class Resolver:
    """A name server of which the answer, or its silence, is told; counts the questions."""

    def __init__(self) -> None:
        self.answers: list[Any] = []
        self.silent = False
        self.asked = 0
        self.speak = threading.Event()

    def __call__(self, host: str, port: int, **_: object) -> list[Any]:
        assert host == NAME
        self.asked += 1
        if self.silent:
            self.speak.wait(20.0)
        if not self.answers:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, at or port)) for address, at in self.answers
        ]


@pytest.fixture
def resolver() -> Iterator[Resolver]:
    """A resolver that speaks at the latest when the test is over."""
    made = Resolver()
    yield made
    made.speak.set()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "metadata").mkdir()
    (tmp_path / "metadata" / "timestamp.json").write_bytes(b"x" * 1_000)
    return tmp_path


def _fetch(fetcher: HttpFetcher) -> bytes:
    with fetcher.opened(5.0):
        return fetcher.download_bytes(fetcher.urls[0] + "timestamp.json", 2_000)


def _named(url: str) -> str:
    return url.replace("127.0.0.1", NAME)


@contextlib.contextmanager
def _deaf() -> Iterator[tuple[str, int]]:
    """An address whose queue of connections is full: a further one gets no answer, not even a refusal."""
    with contextlib.ExitStack() as stack:
        listener = stack.enter_context(socket.socket())
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        for _ in range(3):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(listener.getsockname())
        yield listener.getsockname()


# Names


def test_a_silent_name_server_ends_at_the_deadline(resolver: Resolver) -> None:
    resolver.silent = True
    fetcher = HttpFetcher(f"http://{NAME}/", deadlines=SHORT, lookup=NameLookup(resolver))
    began = time.monotonic()
    with pytest.raises(DownloadError, match=f"the name {NAME} was not resolved in time"):
        _fetch(fetcher)
    assert time.monotonic() - began < 1.0


def test_the_deadline_of_the_whole_ends_a_lookup_too(terminal: Terminal, resolver: Resolver) -> None:
    assert isinstance(terminal.sync(), Updated)
    resolver.silent = True
    fetcher = HttpFetcher(_named(terminal.server.url), lookup=NameLookup(resolver))
    began = time.monotonic()
    outcome = Synchroniser(terminal.store, fetcher, deadlines=SyncDeadlines(0.2)).sync(terminal.now)
    assert isinstance(outcome, SyncFailed)
    assert outcome.reason is SyncFailure.TOO_SLOW
    assert time.monotonic() - began < 1.0
    assert terminal.load().freshness is Freshness.CURRENT


def test_however_often_nobody_answers_one_thread_is_left_behind(resolver: Resolver) -> None:
    resolver.silent = True
    fetcher = HttpFetcher(f"http://{NAME}/", deadlines=FetchDeadlines(0.01), lookup=NameLookup(resolver))
    for _ in range(4):
        with pytest.raises(DownloadError, match="in time"):
            _fetch(fetcher)
    assert resolver.asked == 1
    assert [thread.name for thread in threading.enumerate()].count("name-lookup") == 1


def test_an_answer_that_came_too_late_serves_the_next_request(folder: Path, resolver: Resolver) -> None:
    with FaultyServer(folder) as server:
        resolver.silent, resolver.answers = True, [("127.0.0.1", None)]
        fetcher = HttpFetcher(_named(server.url), deadlines=SHORT, lookup=NameLookup(resolver))
        with pytest.raises(DownloadError, match="in time"):
            _fetch(fetcher)
        resolver.speak.set()
        assert len(_fetch(fetcher)) == 1_000
    assert resolver.asked == 1
    assert server.headers[0]["Host"].startswith(NAME)


def test_a_name_nobody_knows_is_said_and_asked_for_again(resolver: Resolver) -> None:
    fetcher = HttpFetcher(f"http://{NAME}/", lookup=NameLookup(resolver))
    for _ in range(2):
        with pytest.raises(DownloadError, match=r"not resolved .*not known"):
            _fetch(fetcher)
    assert resolver.asked == 2


@pytest.mark.parametrize("host", ["localhost", "[::1]"])
def test_the_system_resolves_what_is_no_test(folder: Path, host: str) -> None:
    """Nobody listens on ::1; what counts is that it is taken for an address."""
    with FaultyServer(folder) as server:
        fetcher = HttpFetcher(server.url.replace("127.0.0.1", host))
        if host == "localhost":
            assert len(_fetch(fetcher)) == 1_000
        else:
            with pytest.raises(DownloadError, match="::1 does not answer"):
                _fetch(fetcher)


# Addresses


def test_the_next_address_is_tried_where_one_refuses(folder: Path, resolver: Resolver) -> None:
    with FaultyServer(folder) as server:
        resolver.answers = [("127.0.0.1", 9), ("127.0.0.1", None)]
        assert len(_fetch(HttpFetcher(_named(server.url), lookup=NameLookup(resolver)))) == 1_000


def test_many_addresses_that_do_not_answer_share_one_deadline(resolver: Resolver) -> None:
    with _deaf() as deaf:
        resolver.answers = [deaf] * 20
        fetcher = HttpFetcher(f"http://{NAME}/", deadlines=SHORT, lookup=NameLookup(resolver))
        began = time.monotonic()
        with pytest.raises(SlowRetrievalError):
            _fetch(fetcher)
        assert 0.3 < time.monotonic() - began < 1.2


# TLS


@pytest.fixture
def certificates(tmp_path: Path) -> dict[str, Path]:
    (tmp_path / "tls").mkdir()
    return write_certificates(tmp_path / "tls")


@pytest.fixture
def tls(certificates: dict[str, Path]) -> ssl.SSLContext:
    """A server's side, with a certificate of an authority no system knows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates["server"], certificates["server_key"])
    return context


def test_a_server_of_an_own_authority_is_followed(
    terminal: Terminal, tls: ssl.SSLContext, certificates: dict[str, Path]
) -> None:
    with FaultyServer(terminal.repository.directory, tls=tls) as server:
        fetcher = HttpFetcher(server.url, ca_file=certificates["authority"])
        assert isinstance(Synchroniser(terminal.store, fetcher).sync(terminal.now), Updated)
    assert server.url.startswith("https:")
    assert terminal.load().freshness is Freshness.CURRENT


@pytest.mark.parametrize("named", ["nobody", "another"])
def test_a_server_of_an_authority_that_was_not_named_is_refused(
    folder: Path, tls: ssl.SSLContext, tmp_path: Path, named: str
) -> None:
    (tmp_path / "other").mkdir()
    other = write_certificates(tmp_path / "other")["authority"]
    with FaultyServer(folder, tls=tls) as server:
        fetcher = HttpFetcher(server.url, ca_file=other if named == "another" else None)
        with pytest.raises(DownloadError, match=r"TLS was refused .*certificate verify failed"):
            _fetch(fetcher)
    assert server.seen == []


def test_a_certificate_for_another_name_is_refused(
    folder: Path, tls: ssl.SSLContext, certificates: dict[str, Path], resolver: Resolver
) -> None:
    resolver.answers = [("127.0.0.1", None)]
    with FaultyServer(folder, tls=tls) as server:
        fetcher = HttpFetcher(
            _named(server.url), ca_file=certificates["authority"], lookup=NameLookup(resolver)
        )
        with pytest.raises(DownloadError, match=r"TLS was refused .*(mismatch|not valid for)"):
            _fetch(fetcher)


@pytest.mark.parametrize("held", [None, b"", b"junk"])
def test_a_file_without_certificates_is_named(terminal: Terminal, tmp_path: Path, held: bytes | None) -> None:
    ca_file = tmp_path / "ca.pem"
    if held is not None:
        ca_file.write_bytes(held)
    fetcher = HttpFetcher("https://127.0.0.1:9/", ca_file=ca_file)
    outcome = Synchroniser(terminal.store, fetcher).sync(terminal.now)
    assert isinstance(outcome, SyncFailed)
    assert "ca.pem is not a file of certificates" in outcome.detail


def test_a_handshake_that_drips_ends_at_the_deadline(certificates: dict[str, Path]) -> None:
    """A record of 16 KB, a byte now and then: each of them satisfies any time-out between two bytes."""
    stopping = threading.Event()

    def drip(listener: socket.socket) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x40\x00\x02\x00\x3f\xfc\x03\x03")
            while not stopping.wait(0.02):
                connection.sendall(b"x")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener,))
        thread.start()
        fetcher = HttpFetcher(
            f"https://127.0.0.1:{listener.getsockname()[1]}/",
            deadlines=FetchDeadlines(connect_s=3.0, request_s=0.3),
            ca_file=certificates["authority"],
        )
        began = time.monotonic()
        try:
            with pytest.raises(SlowRetrievalError):
                _fetch(fetcher)
            assert time.monotonic() - began < 1.5
        finally:
            stopping.set()
            thread.join(5.0)
