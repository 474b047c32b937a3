"""The machine's network, and how far the way to the registry goes. Never raises; waits at most some seconds."""

from __future__ import annotations

import socket
import time
from typing import Final
from urllib.parse import urlsplit

import psutil

from kiosk_app.technician.facts import NetworkFacts, Reach

_DEADLINE_S: Final = 4.0
_MOST_ADDRESSES: Final = 6


def look_at_network(url: str, *, deadline_s: float = _DEADLINE_S) -> NetworkFacts:
    """Look at addresses, and connect to the host of `url` and hang up again. Not on the GUI thread.

    Args:
        url: of the registry; empty = none.
        deadline_s: for the connection; the resolver of names keeps its own, of some seconds.
    """
    addresses = _addresses()
    host, port = _host_of(url)
    if not host:
        return NetworkFacts(addresses, "", Reach.NO_NAME if url else Reach.NO_ADDRESS)
    named = f"{host}:{port}"
    if not addresses and not _is_this_machine(host):
        return NetworkFacts((), named, Reach.NO_ADDRESS)
    begun_s = time.monotonic()
    reach = _reach(host, port, deadline_s)
    return NetworkFacts(addresses, named, reach, round((time.monotonic() - begun_s) * 1000))


def _reach(host: str, port: int, deadline_s: float) -> Reach:
    try:
        socket.create_connection((host, port), timeout=deadline_s).close()
    except (socket.gaierror, UnicodeError):
        return Reach.NO_NAME
    except TimeoutError:
        return Reach.SILENT
    except ConnectionRefusedError:
        return Reach.REFUSED
    except OSError:
        return Reach.NO_ADDRESS
    return Reach.OK


def _host_of(url: str) -> tuple[str, int]:
    try:
        parts = urlsplit(url)
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError:
        return "", 0
    return parts.hostname or "", port


def _is_this_machine(host: str) -> bool:
    return host == "localhost" or host.startswith("127.")


def _addresses() -> tuple[tuple[str, str], ...]:
    try:
        interfaces = psutil.net_if_addrs()
    except (OSError, psutil.Error):
        return ()
    found = [
        (name, address.address.partition("%")[0])
        for name, addresses in sorted(interfaces.items())
        for address in addresses
        if name != "lo" and address.family in {socket.AF_INET, socket.AF_INET6}
        if not address.address.startswith("fe80:")
    ]
    return tuple(found[:_MOST_ADDRESSES])
