"""What a confined process can still do, tried out from inside: a decoder taken over by a picture has no more."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from scanner.confinement import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

_PROGRAM = """
import json, os, pathlib, signal, socket, sys, threading
from scanner import MjpegUrl, Replay
from scanner.confinement import confine

allowed, refused, port, kind = sys.argv[1:]
source = Replay(pathlib.Path(allowed)) if kind == "replay" else MjpegUrl(f"http://127.0.0.1:{port}/")
held = os.open("/dev/null", os.O_RDONLY)
confinement = confine(source)

def reach(to):
    with socket.create_connection(("127.0.0.1", to), 5):
        pass

def thread():
    runner = threading.Thread(target=len, args=("",))
    runner.start()
    runner.join()

tries = {
    "read the source": lambda: open(allowed).close(),
    "write the source": lambda: open(allowed, "a").close(),
    "read another file": lambda: open(refused).close(),
    "write another file": lambda: open(refused, "a").close(),
    "make a file": lambda: open(refused + ".new", "w").close(),
    "list a folder": lambda: os.listdir(os.path.dirname(refused)),
    "remove a file": lambda: os.unlink(refused),
    "start a program": lambda: os.execv("/bin/true", ["true"]),
    "fork": lambda: os.fork() or os._exit(0),
    "signal the parent": lambda: os.kill(os.getppid(), 0),
    "open a socket": lambda: socket.socket().close(),
    "listen": lambda: socket.create_server(("127.0.0.1", 0)).close(),
    "reach the camera": lambda: reach(int(port)),
    "reach another port": lambda: reach(1),
    "load a part of the program": lambda: __import__("tomllib"),
    "start a thread": thread,
}

def outcome(action):
    try:
        action()
    except PermissionError:
        return "refused"
    except OSError as error:
        return type(error).__name__
    return "done"

answers = {name: outcome(action) for name, action in tries.items()}
print(json.dumps({"missing": confinement.missing, "answers": answers}))
"""
_ALWAYS = {"read the source": "done", "load a part of the program": "done", "start a thread": "done"}
_NEVER = (
    "write the source",
    "read another file",
    "write another file",
    "make a file",
    "list a folder",
    "remove a file",
    "start a program",
    "fork",
    "signal the parent",
    "listen",
)


@pytest.fixture
def port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


def tried(tmp_path: Path, port: int, kind: str) -> dict[str, str]:
    (tmp_path / "source").mkdir()
    (tmp_path / "elsewhere").mkdir()
    allowed, refused = tmp_path / "source" / "a", tmp_path / "elsewhere" / "b"
    allowed.touch()
    refused.touch()
    where = str(allowed) if kind == "replay" else str(Path(json.__file__))
    run = subprocess.run(
        [sys.executable, "-c", _PROGRAM, where, str(refused), str(port), kind],
        capture_output=True,
        env=dict(os.environ, PYTHONPATH=str(Path(__file__).parents[2])),
        timeout=30,
        check=True,
    )
    said = json.loads(run.stdout)
    if said["missing"]:
        assert set(said["missing"]) <= {guard.value for guard in Guard}
        pytest.skip(f"not in this kernel: {said['missing']}")
    assert refused.exists()
    answers: dict[str, str] = said["answers"]
    return answers


def test_a_process_that_replays_a_file_can_do_nothing_else(tmp_path: Path, port: int) -> None:
    answers = tried(tmp_path, port, "replay")
    network = ("open a socket", "reach the camera", "reach another port")
    assert answers == _ALWAYS | dict.fromkeys((*_NEVER, *network), "refused")


def test_a_process_with_a_camera_that_speaks_http_reaches_that_one_alone(tmp_path: Path, port: int) -> None:
    answers = tried(tmp_path, port, "mjpeg")
    network = {"open a socket": "done", "reach the camera": "done", "reach another port": "refused"}
    assert answers == _ALWAYS | dict.fromkeys(_NEVER, "refused") | network
