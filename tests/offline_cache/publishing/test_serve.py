from __future__ import annotations

import http.client
import time
from typing import TYPE_CHECKING

import pytest

from offline_cache import publishing
from tests.support.registry_office import PASSPHRASE, Office

if TYPE_CHECKING:
    from pathlib import Path


def _get(server: publishing.RegistryServer, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(server.url.removeprefix("http://"), timeout=5)
    try:
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_files_are_served_as_they_lie_in_the_folder(published: Office) -> None:
    with publishing.RegistryServer(published.repository) as server:
        assert server.url.startswith("http://127.0.0.1:")
        assert _get(server, "/metadata/1.root.json") == (200, published.root)


@pytest.mark.parametrize("path", ["/", "/metadata/", "/metadata/2.root.json", "/../keys/root.json"])
def test_nothing_else_is_served(published: Office, path: str) -> None:
    with publishing.RegistryServer(published.repository) as server:
        assert _get(server, path)[0] == 404


def test_from_first_key_to_served_registry_without_a_wait(tmp_path: Path) -> None:
    """The demo's whole path: 0.2 s measured, so three seconds bear a busy machine."""
    begin = time.perf_counter()
    office = Office(tmp_path)
    office.open()
    office.publish()
    assert office.verify().sound
    with publishing.RegistryServer(office.repository) as server:
        office.updater(server.url).refresh()
    assert time.perf_counter() - begin < 3
    assert PASSPHRASE.encode() not in b"".join(office.files().values())
