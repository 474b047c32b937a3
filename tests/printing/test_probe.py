from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from printing.probe import ProbeReport, ProbeStore, find_profile, overridden, probe, profile_of
from printing.profile import PrinterProfile, PrintMode
from printing.simulator import SimulatedPrinter
from printing.simulator_model import CLONES
from printing.status import FenceKind

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.sample(every=2)

FENCES = {
    "epson": FenceKind.GS_H,
    "xprinter": FenceKind.GS_H,
    "rongta": FenceKind.GS_R,
    "hprt": FenceKind.GS_R,
    "snbc": FenceKind.GS_R,
    "zjiang": FenceKind.NONE,
    "silent": FenceKind.NONE,
}


@pytest.mark.parametrize("clone", CLONES)
def test_a_probe_finds_out_what_a_clone_really_does(clone: str) -> None:
    model = CLONES[clone]
    with SimulatedPrinter(model) as printer:
        report = probe(printer.url, answer_s=0.1)
        assert printer.rows_printed == 0
    assert report.fence is FENCES[clone]
    assert report.answers_real_time is model.real_time
    assert report.reports_changes is model.reports_changes
    assert (report.maker, report.model) == (model.maker, model.name)


def test_the_configuration_has_the_last_word() -> None:
    found = profile_of(ProbeReport(real_time=(18, 18, 18, 18), gs_r=True), PrinterProfile())
    assert found.fence is FenceKind.GS_R
    profile = overridden(found, {"fence": "none", "mode": "text", "window_bytes": 512})
    assert (profile.fence, profile.mode, profile.window_bytes) == (FenceKind.NONE, PrintMode.TEXT, 512)


@pytest.mark.parametrize("wrong", [{"fense": "none"}, {"fence": "perhaps"}])
def test_an_override_with_a_slip_of_the_pen_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"fense|perhaps"):
        overridden(PrinterProfile(), wrong)


def test_a_report_is_kept_per_device(tmp_path: Path) -> None:
    store = ProbeStore(tmp_path / "printers.json")
    report = ProbeReport(real_time=(18, 18, 18, None), maker="演示", gs_h=True)
    store.save("usb://04b8:0e15", report)
    assert ProbeStore(tmp_path / "printers.json").load("usb://04b8:0e15") == report
    assert store.load("usb://0000:0001") is None


@pytest.mark.parametrize("content", ["", "{", "[]", '{"tcp://x": 1}', '{"tcp://x": {"real_time": 3}}'])
def test_a_broken_store_counts_as_empty(content: str, tmp_path: Path) -> None:
    path = tmp_path / "printers.json"
    path.write_text(content, encoding="utf-8")
    assert ProbeStore(path).load("tcp://x") is None


def test_a_profile_is_probed_once_stored_and_overridden(tmp_path: Path) -> None:
    store = ProbeStore(tmp_path / "printers.json")
    with SimulatedPrinter(CLONES["xprinter"]) as printer:
        url = printer.url
        assert find_profile(url, store).fence is FenceKind.GS_H
    assert find_profile(url, store, {"window_bytes": 1024}).window_bytes == 1024
    assert store.load(url) is not None


def test_a_printer_that_is_away_gets_the_default_and_is_probed_next_time(tmp_path: Path) -> None:
    store = ProbeStore(tmp_path / "printers.json")
    assert find_profile("tcp://127.0.0.1:1", store) == PrinterProfile()
    assert store.load("tcp://127.0.0.1:1") is None
