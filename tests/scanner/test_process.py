"""Real child processes: scanning, dying, hanging, and what is left of them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import psutil
import pytest
from PIL import Image

from scanner import (
    CameraFaultCode,
    CameraState,
    Hint,
    HintChanged,
    LiveCamera,
    MjpegUrl,
    PreviewFrame,
    Replay,
    Restarted,
    RestartReason,
    ScanConfirmed,
    ScannerEvent,
    ScannerProcess,
    hand_held_video,
    run_if_child,
)
from scanner.confinement import Guard
from scanner.launch import ChildLink
from scanner.messages import HintReport, encode
from tests.support.scanner_mjpeg import Behaviour, MjpegServer
from tests.support.scanner_pictures import (
    LICENCE,
    frame_with,
    memory_holds,
    poll_until,
    poll_while,
    preview_mappings,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.journey(every=6)


@pytest.fixture(scope="module")
def still(tmp_path_factory: pytest.TempPathFactory) -> Replay:
    path = tmp_path_factory.mktemp("still") / "code.png"
    cv2.imwrite(str(path), frame_with(LICENCE))
    return Replay(path)


@pytest.fixture
def scanner(still: Replay) -> Iterator[ScannerProcess]:
    with ScannerProcess(still) as scanner:
        yield scanner


@pytest.fixture(scope="module")
def watching(still: Replay) -> Iterator[ScannerProcess]:
    """One child that scans all the time, for the tests that only look at it: starting one costs 0.3 s."""
    with ScannerProcess(still) as scanner:
        scanner.start_scanning()
        poll_until(scanner, is_scan, 8.0)
        yield scanner


def is_scan(event: ScannerEvent) -> bool:
    return isinstance(event, ScanConfirmed)


def is_healthy(event: ScannerEvent) -> bool:
    return event == CameraState(None)


def restart_for(reason: RestartReason) -> Restarted:
    return Restarted(reason)


def preview_of(scanner: ScannerProcess) -> PreviewFrame:
    previews: list[PreviewFrame] = []
    poll_while(scanner, lambda: not previews.extend(filter(None, [scanner.preview()])) and not previews, 5.0)
    return previews[0]


def child_of(scanner: ScannerProcess) -> int:
    assert scanner.pid is not None
    return scanner.pid


def test_a_hand_held_phone_is_scanned(tmp_path: Path) -> None:
    hand_held_video(LICENCE, tmp_path / "phone.avi", seconds=0.8, size=(640, 360))
    with ScannerProcess(Replay(tmp_path / "phone.avi")) as scanner:
        scanner.start_scanning()
        events, _ = poll_until(scanner, is_scan, 8.0)
    (scan,) = [event for event in events if isinstance(event, ScanConfirmed)]
    assert scan.payload == LICENCE.encode()
    assert 0 < scan.confirmed_s - scan.first_seen_s < 0.5


def test_nothing_is_reported_before_scanning_begins_and_after_it_ends(scanner: ScannerProcess) -> None:
    assert not scanner.poll()
    scanner.start_scanning()
    poll_until(scanner, is_scan, 8.0)
    scanner.stop_scanning()
    with pytest.raises(AssertionError, match="not within"):
        poll_until(scanner, lambda _: True, 0.6)
    assert scanner.preview() is None
    assert scanner.pid is not None, "the next child stands by"


def test_scanning_again_scans_the_same_code_again(scanner: ScannerProcess) -> None:
    pids = []
    for _ in range(2):
        scanner.start_scanning()
        poll_until(scanner, is_scan, 8.0)
        pids.append(child_of(scanner))
    assert pids[0] != pids[1]


def test_what_was_seen_is_in_no_memory_once_scanning_stops(scanner: ScannerProcess, still: Replay) -> None:
    """The child's whole memory is searched for the payload and for a stretch of the picture."""
    pixels = cv2.imread(str(still.path))
    assert pixels is not None
    traces = (LICENCE.encode(), pixels[320, 80:340].tobytes())
    scanner.start_scanning()
    poll_until(scanner, is_scan, 8.0)
    seeing = child_of(scanner)
    assert all(memory_holds(seeing, trace) for trace in traces), "the search finds what is there"
    scanner.stop_scanning()
    poll_while(scanner, lambda: scanner.pid is None or scanner.frames > 0, 5.0)
    poll_while(scanner, lambda: psutil.pid_exists(seeing), 5.0)
    assert not any(memory_holds(child_of(scanner), trace) for trace in traces)


def test_the_preview_is_mirrored_and_outlines_the_code(watching: ScannerProcess) -> None:
    preview = preview_of(watching)
    assert preview.pixels.shape == (540, 960, 3)
    assert preview.is_read
    assert all(700 < x < 905 and 145 < y < 350 for x, y in preview.outline)
    assert preview.pixels[:, 705:900].std() > 4 * preview.pixels[:, 60:255].std()


def test_a_killed_child_is_replaced_and_scans_on(scanner: ScannerProcess) -> None:
    scanner.start_scanning()
    poll_until(scanner, is_scan, 8.0)
    old = child_of(scanner)
    os.kill(old, signal.SIGKILL)
    events, seconds = poll_until(scanner, is_scan, 8.0)
    assert restart_for(RestartReason.DIED) in events
    assert seconds < 5
    assert child_of(scanner) != old


def test_a_stopped_child_is_replaced_and_scans_on(still: Replay, soak: bool) -> None:
    ahead = [0.0]
    with ScannerProcess(still, clock=lambda: time.monotonic() + ahead[0]) as scanner:
        scanner.start_scanning()
        poll_until(scanner, is_scan, 8.0)
        os.kill(child_of(scanner), signal.SIGSTOP)
        ahead[0] = 0.0 if soak else 2.6
        events, seconds = poll_until(scanner, is_healthy, 8.0)
    assert restart_for(RestartReason.STUCK) in events
    assert seconds + ahead[0] < 5


def test_an_idle_child_that_dies_is_replaced_too(scanner: ScannerProcess) -> None:
    os.kill(child_of(scanner), signal.SIGKILL)
    poll_until(scanner, lambda event: isinstance(event, Restarted), 5.0)
    scanner.start_scanning()
    poll_until(scanner, is_scan, 8.0)


def test_back_off_grows_while_children_keep_dying(still: Replay) -> None:
    now = [0.0]
    with ScannerProcess(still, clock=lambda: now[0]) as scanner:
        for wait_s in (0.0, 0.5, 1.0):
            os.kill(child_of(scanner), signal.SIGKILL)
            poll_until(scanner, lambda event: isinstance(event, Restarted), 5.0)
            assert scanner.pid is None
            now[0] += 0.9 * wait_s
            scanner.poll()
            assert (scanner.pid is None) == (wait_s > 0)
            now[0] += 0.2 * wait_s
            scanner.poll()
            assert scanner.pid is not None


def test_the_child_ignores_the_terminal_s_interrupt(watching: ScannerProcess) -> None:
    old = child_of(watching)
    os.kill(old, signal.SIGINT)
    with pytest.raises(AssertionError, match="not within"):
        poll_until(watching, lambda event: isinstance(event, Restarted), 0.3)
    assert child_of(watching) == old


def test_the_child_is_bounded_and_knows_no_qt(watching: ScannerProcess) -> None:
    child = psutil.Process(child_of(watching))
    assert child.rlimit(psutil.RLIMIT_CORE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_FSIZE) == (0, 0)
    assert child.rlimit(psutil.RLIMIT_AS)[0] <= 2 << 30
    assert child.rlimit(psutil.RLIMIT_NOFILE)[1] <= 64
    assert child.memory_info().rss < 400_000_000
    assert not [mapped.path for mapped in child.memory_maps() if "Qt6" in mapped.path]


def test_the_child_is_confined_and_says_what_is_missing(watching: ScannerProcess) -> None:
    status = Path(f"/proc/{child_of(watching)}/status").read_text(encoding="ascii")
    held = {Guard.PRIVILEGES: "NoNewPrivs:\t1" in status, Guard.SYSTEM_CALLS: "Seccomp:\t2" in status}
    assert {guard for guard, holds in held.items() if not holds} == set(watching.missing_guards) & set(held)


def test_the_child_has_no_network_where_the_kernel_allows_that(watching: ScannerProcess) -> None:
    theirs, ours = (Path(f"/proc/{pid}/ns/net").readlink() for pid in (child_of(watching), os.getpid()))
    if theirs == ours:
        pytest.skip("no user namespaces for this user")
    devices = Path(f"/proc/{child_of(watching)}/net/dev").read_text().count(":")
    assert devices <= 1


def test_a_camera_that_comes_back_on_a_new_node_is_opened_by_a_new_child(tmp_path: Path) -> None:
    """The old child may not open it; what stands in for the node here is no camera, and is found busy."""
    with ScannerProcess(LiveCamera(str(tmp_path / "camera"))) as scanner:
        scanner.start_scanning()
        poll_until(scanner, lambda event: event == CameraState(CameraFaultCode.GONE), 8.0)
        if Guard.FILES in scanner.missing_guards:
            pytest.skip("no file rules in this kernel: any node may be opened")
        (tmp_path / "camera").touch()
        events, seconds = poll_until(scanner, lambda event: event == CameraState(CameraFaultCode.BUSY), 8.0)
        old = child_of(scanner)
        with pytest.raises(AssertionError, match="not within"):
            poll_until(scanner, lambda event: isinstance(event, Restarted), 0.6)
    assert events.count(restart_for(RestartReason.DIED)) == 1
    assert seconds < 5
    assert old != scanner.pid


def open_files() -> set[str]:
    """What this process holds open, each under a name of its own."""
    names: set[str] = set()
    for number in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):  # the one this list itself is read through
            names.add(f"{number.name} {number.readlink()}")
    return names


def test_closing_leaves_no_process_no_descriptor_and_no_shared_memory(still: Replay) -> None:
    before, mappings = open_files(), preview_mappings()
    for kill in (False, True):
        scanner = ScannerProcess(still)
        scanner.start_scanning()
        poll_until(scanner, is_healthy, 8.0)
        child = psutil.Process(child_of(scanner))
        if kill:
            child.kill()
        scanner.close()
        scanner.close()
        assert not child.is_running()
    # The scanner other tests of this file share may have let go of some meanwhile.
    assert open_files() <= before
    assert preview_mappings() == mappings


def test_the_child_dies_with_its_parent(still: Replay) -> None:
    program = (
        "import os, pathlib, select, signal, sys; from scanner import Replay, ScannerProcess;"
        "s = ScannerProcess(Replay(pathlib.Path(sys.argv[1]))); s.start_scanning();"
        "select.select([s.fileno()], [], [], 20);"  # its first word: it runs by now
        "print(s.pid, flush=True); sys.stdin.read(1); os.kill(os.getpid(), signal.SIGKILL)"
    )
    environment = dict(os.environ, PYTHONPATH=str(Path(__file__).parents[2]))
    parent = subprocess.Popen(
        [sys.executable, "-c", program, str(still.path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.communicate(b"x", timeout=10)
    _, alive = psutil.wait_procs([child], timeout=5)
    assert not alive


def test_no_call_but_close_takes_long(watching: ScannerProcess) -> None:
    begin = psutil.Process().cpu_times()
    for _ in range(100):
        watching.poll()
        watching.preview()
    spent = psutil.Process().cpu_times()
    assert spent.user + spent.system - begin.user - begin.system < 100 * 0.005


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (LiveCamera("/dev/v4l/by-id/no-such-camera"), CameraFaultCode.GONE),
        pytest.param(Replay(Path("/no/such/file.avi")), CameraFaultCode.GONE, marks=pytest.mark.soak),
        pytest.param(MjpegUrl("http://127.0.0.1:9/"), CameraFaultCode.GONE, marks=pytest.mark.soak),
    ],
    ids=["live", "replay", "mjpeg"],
)
def test_a_missing_camera_is_a_fact_not_a_restart(
    source: LiveCamera | Replay | MjpegUrl, fault: CameraFaultCode
) -> None:
    with ScannerProcess(source) as scanner:
        scanner.start_scanning()
        events, _ = poll_until(scanner, lambda event: isinstance(event, CameraState), 8.0)
    assert events == [CameraState(fault)]


@pytest.mark.parametrize(
    ("behaviour", "fault"),
    [
        (Behaviour.HANG, CameraFaultCode.SILENT),
        (Behaviour.DROP, CameraFaultCode.GONE),
        (Behaviour.NO_HEADERS, CameraFaultCode.SILENT),
    ],
)
def test_a_failing_stream_is_opened_again(behaviour: Behaviour, fault: CameraFaultCode) -> None:
    with (
        MjpegServer(frame_with(LICENCE), behaviour, good=1) as server,
        ScannerProcess(MjpegUrl(server.url)) as scanner,
    ):
        scanner.start_scanning()
        before, _ = poll_until(scanner, lambda event: event == CameraState(fault), 8.0)
        server.behaviour = Behaviour.STREAM
        after, _ = poll_until(scanner, is_scan, 8.0)
    assert not [event for event in (*before, *after) if isinstance(event, Restarted)]
    assert server.connections >= 2


def test_a_picture_that_would_take_a_gigabyte_is_not_unpacked(tmp_path: Path) -> None:
    Image.new("L", (12_000, 12_000)).save(tmp_path / "large.png")
    with ScannerProcess(Replay(tmp_path / "large.png")) as scanner:
        scanner.start_scanning()
        not_a_picture = CameraState(CameraFaultCode.NOT_A_PICTURE)
        poll_until(scanner, lambda event: event == not_a_picture, 8.0)
        assert psutil.Process(child_of(scanner)).memory_info().rss < 300_000_000


def test_a_child_that_never_stops_talking_is_replaced() -> None:
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with ours, theirs, subprocess.Popen([sys.executable, "-c", ""]) as process:
        link = ChildLink(process, ours, 0.0)
        for second in range(5):
            for _ in range(60):
                theirs.send(encode(HintReport(Hint.CLOSER)))
            assert link.drain(float(second))[1] is None
        said = 0
        while link.drain(5.0)[1] is not RestartReason.NONSENSE:
            theirs.send(encode(HintReport(Hint.CLOSER)))
            said += 1
    assert 300 < said < 500


def test_a_dark_stream_asks_for_light(tmp_path: Path) -> None:
    cv2.imwrite(str(tmp_path / "black.png"), np.zeros((720, 1280, 3), np.uint8))
    with ScannerProcess(Replay(tmp_path / "black.png")) as scanner:
        scanner.start_scanning()
        poll_until(scanner, lambda event: event == HintChanged(Hint.BRIGHTER), 8.0)


@pytest.mark.soak
@pytest.mark.parametrize(
    ("behaviour", "level", "fault"),
    [
        (Behaviour.FREEZE, 128, CameraFaultCode.FROZEN),
        (Behaviour.SLOW, 128, CameraFaultCode.SLOW),
        (Behaviour.STREAM, 0, CameraFaultCode.BLACK),
    ],
)
def test_an_unhealthy_stream_is_told_in_real_time(
    behaviour: Behaviour, level: int, fault: CameraFaultCode
) -> None:
    picture = np.full((720, 1280, 3), level, np.uint8)
    with MjpegServer(picture, behaviour) as server, ScannerProcess(MjpegUrl(server.url)) as scanner:
        scanner.start_scanning()
        poll_until(scanner, lambda event: event == CameraState(fault), 12.0)


def test_a_program_started_otherwise_is_no_child() -> None:
    assert run_if_child(["kiosk", "run"]) is None
    assert run_if_child(["kiosk"]) is None
