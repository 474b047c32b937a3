#!/usr/bin/env python3
"""Measure the decoder cascade on a folder of pictures, beside zxing-cpp, zbar and OpenCV alone.

The folder holds `manifest.csv` with the columns file, set, codes, text, truth (file: the text is known;
polygon: only that there is a code; negative: nothing may be found). Every picture is scaled down, never up,
to fit 1280x720 and shown as a still camera would, up to `--frames` times. Times are processor time of the
thread, so that a busy machine does not distort them.

Run: scripts/bench_scan.py --data DIR [--passes] | --clips 6 | --frontier 6 [--out DIR]
"""

from __future__ import annotations

import argparse
import csv
import statistics
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import zxingcpp

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scanner import Confirmer, Decoder, text_of
from scanner.plan import DEFAULT_PLAN, Plan
from scanner.zbar_reader import ZbarReader
from tests.support.scanner_chart import draw_sheet
from tests.support.scanner_clips import TROUBLES, clip, text_of_clip
from tests.support.scanner_frontier import measure

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from numpy.typing import NDArray

    Reader = Callable[[NDArray[np.uint8]], list[bytes]]

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


@dataclass(slots=True)
class Case:
    """One picture of the manifest, at camera size."""

    name: str
    group: str
    text: str
    truth: str
    pixels: NDArray[np.uint8]

    def judge(self, found: list[bytes]) -> str:
        """Say right, wrong or nothing."""
        if not found:
            return "nothing"
        if self.truth != "file":
            return "wrong" if self.truth == "negative" else "right"
        wanted = _plain(self.text)
        return "right" if any(wanted == _plain(text) for data in found for text in _texts(data)) else "wrong"


@dataclass(slots=True)
class Score:
    """What one reader did."""

    right: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    ms: list[float] = field(default_factory=list)
    hit_ms: list[float] = field(default_factory=list)


def main() -> int:
    """Run the measurement and print tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with manifest.csv")
    parser.add_argument(
        "--clips", type=int, default=0, metavar="SEEDS", help="also: moving clips per trouble"
    )
    parser.add_argument("--frames", type=int, default=5)
    parser.add_argument("--budget-ms", type=float, default=22.0)
    parser.add_argument("--passes", action="store_true", help="also: what each pass of the plan reads alone")
    parser.add_argument(
        "--frontier",
        type=int,
        default=0,
        metavar="SEEDS",
        help="how much of each trouble every decoder bears",
    )
    parser.add_argument("--out", type=Path, help="folder for the frontier's table and picture")
    parser.add_argument("--only-ours", action="store_true", help="leave out zbar and OpenCV, which take long")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    if options.clips:
        print_clips(options.clips, options.budget_ms)
    if options.frontier:
        measure_frontier(options)
    if options.data is not None:
        measure_pictures(options)
    return 0


def measure_frontier(options: argparse.Namespace) -> None:
    """Print how far each decoder reads; with `--out` also write table and picture."""
    if options.out is not None:
        options.out.mkdir(parents=True, exist_ok=True)
    rows = measure(options.frontier, options.out / "frontier.json" if options.out else None)
    names = list(rows[0].rates)
    lines = [f"| trouble | {' | '.join(names)} |", "|---|" + "---|" * len(names)]
    for row in rows:
        reached = (row.frontier(name) for name in names)
        cells = " | ".join("-" if level is None else f"{level:g}" for level in reached)
        lines.append(f"| {row.axis}, {row.unit} | {cells} |")
    print("\n".join(lines))
    if options.out is not None:
        title = f"share of {options.frontier} scenes read, 1280x720, code of 49 modules"
        draw_sheet(rows, title, options.out / "frontier.png")
        (options.out / "frontier.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def measure_pictures(options: argparse.Namespace) -> None:
    """Measure all readers on the folder of pictures."""
    cases = list(load(options.data))
    sizes = Counter(case.group for case in cases)
    scores = {"ours": ours(cases, options.frames, options.budget_ms), "zxing-cpp": alone(cases, read_zxing)}
    if not options.only_ours:
        scores["pyzbar"] = alone(cases, read_zbar())
        scores["OpenCV"] = alone(cases, read_opencv())
    print_table(scores, sizes)
    if options.passes:
        print_passes(cases)


def print_clips(seeds: int, budget_ms: float) -> None:
    """Print how many clips of every trouble are read: by us, confirmed by us, and by zxing-cpp on any frame."""
    print(f"{'clips of':16}{'ours':>8}{'confirmed':>11}{'zxing-cpp':>11}{'first read':>12}")
    total: Counter[str] = Counter()
    times: list[float] = []
    for name, trouble in TROUBLES.items():
        row: Counter[str] = Counter()
        first: list[int] = []
        for seed in range(seeds):
            outcome = watch_clip(list(clip(trouble, seed)), text_of_clip(seed).encode(), budget_ms, times)
            row.update(key for key in ("ours", "confirmed", "zxing") if outcome[key] is not None)
            if outcome["ours"] is not None:
                first.append(outcome["ours"])
        total.update(row)
        when = f"{statistics.median(first):.0f}" if first else "-"
        print(
            f"{name:16}{row['ours']:>6}/{seeds}{row['confirmed']:>9}/{seeds}{row['zxing']:>9}/{seeds}{when:>12}"
        )
    size = seeds * len(TROUBLES)
    print(f"{'all':16}{total['ours']:>6}/{size}{total['confirmed']:>9}/{size}{total['zxing']:>9}/{size}")
    p95 = statistics.quantiles(times, n=20)[-1]
    print(f"ms per frame: median {statistics.median(times):.1f}  p95 {p95:.1f}")


def watch_clip(
    frames: list[NDArray[np.uint8]], wanted: bytes, budget_ms: float, times: list[float]
) -> dict[str, int | None]:
    """Give the number of the frame at which each succeeded."""
    decoder, confirmer = Decoder(clock=time.thread_time), Confirmer()
    outcome: dict[str, int | None] = {"ours": None, "confirmed": None, "zxing": None}
    for number, frame in enumerate(frames):
        if outcome["zxing"] is None and wanted in read_zxing(frame):
            outcome["zxing"] = number
        if outcome["confirmed"] is not None:
            continue
        decoding = decoder.decode(frame, budget_ms)
        times.append(decoding.ms)
        if outcome["ours"] is None and wanted in [payload.data for payload in decoding.payloads]:
            outcome["ours"] = number
        scan = confirmer.feed(decoding, number / 30)
        if scan is not None and scan.payload == wanted:
            outcome["confirmed"] = number
    decoder.close()
    return outcome


def load(folder: Path) -> Iterator[Case]:
    """Read the manifest and its pictures."""
    with (folder / "manifest.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pixels = cv2.imread(str(folder / row["file"]))
            if pixels is None:
                continue
            scale = min(1.0, 1280 / pixels.shape[1], 720 / pixels.shape[0])
            if scale < 1:
                pixels = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            yield Case(row["file"], row["set"], row["text"], row["truth"], np.asarray(pixels, np.uint8))


def ours(cases: list[Case], frames: int, budget_ms: float) -> Score:
    """Show every picture to a fresh cascade as identical frames, the hardest case."""
    score = Score()
    for case in cases:
        decoder = Decoder(clock=time.thread_time)
        found: list[bytes] = []
        for number in range(frames):
            decoding = decoder.decode(case.pixels, budget_ms)
            score.ms.append(decoding.ms)
            if decoding.payloads:
                found = [payload.data for payload in decoding.payloads]
                if number == 0 and decoding.by == "plain":
                    score.hit_ms.append(decoding.ms)
                break
        decoder.close()
        _note(score, case, found)
    return score


def alone(cases: list[Case], read: Reader) -> Score:
    """Show every picture once to one decoder on its own."""
    score = Score()
    for case in cases:
        gray = np.asarray(cv2.cvtColor(case.pixels, cv2.COLOR_BGR2GRAY), np.uint8)
        begin = time.thread_time()
        found = read(gray)
        score.ms.append((time.thread_time() - begin) * 1000)
        _note(score, case, found)
    return score


def read_zxing(gray: NDArray[np.uint8]) -> list[bytes]:
    """zxing-cpp as it comes."""
    return [bytes(symbol.bytes) for symbol in zxingcpp.read_barcodes(gray, _QR)]


def read_zbar() -> Reader:
    """libzbar, QR only, binary mode."""
    reader = ZbarReader()
    return lambda gray: [data for data, _ in reader.read(gray)]


def read_opencv() -> Reader:
    """OpenCV's own detector."""
    detector = cv2.QRCodeDetector()

    def read(gray: NDArray[np.uint8]) -> list[bytes]:
        try:
            _, texts, _, _ = detector.detectAndDecodeMulti(gray)
        except (cv2.error, UnicodeDecodeError):
            return []
        return [text.encode() for text in texts if text]

    return read


def print_table(scores: dict[str, Score], sizes: Counter[str]) -> None:
    """Print rates per group, wrong texts and times."""
    print(f"{'set':24}{'n':>5}" + "".join(f"{name:>11}" for name in scores))
    for group in sorted(sizes):
        if group == "negatives":
            continue
        rates = "".join(f"{100 * score.right[group] / sizes[group]:>10.1f}%" for score in scores.values())
        print(f"{group:24}{sizes[group]:>5}{rates}")
    total = sum(count for group, count in sizes.items() if group != "negatives")
    overall = "".join(f"{100 * score.right.total() / total:>10.1f}%" for score in scores.values())
    print(f"{'all':24}{total:>5}{overall}")
    base_ms = statistics.median(scores["zxing-cpp"].ms)
    for name, score in scores.items():
        median, p95 = statistics.median(score.ms), statistics.quantiles(score.ms, n=20)[-1]
        times = (
            f"ms median {median:6.1f} ({median / base_ms:5.1f} x)  p95 {p95:6.1f}  max {max(score.ms):6.1f}"
        )
        print(f"{name:10} {times}  wrong {len(score.wrong)} {score.wrong[:4]}")
    if scores["ours"].hit_ms:
        print(f"ours, first pass hits: median {statistics.median(scores['ours'].hit_ms):.1f} ms")


def print_passes(cases: list[Case]) -> None:
    """Print what each rotating pass reads beyond the plain look, and what no other pass reads."""
    misses = [
        case
        for case in cases
        if case.truth != "negative" and case.judge(read_zxing(_gray(case.pixels))) != "right"
    ]
    read_by: dict[str, set[str]] = defaultdict(set)
    times: dict[str, list[float]] = defaultdict(list)
    for step in DEFAULT_PLAN.rotating:
        decoder_plan = Plan(DEFAULT_PLAN.centre_share, DEFAULT_PLAN.enlarge, (step,))
        for case in misses:
            decoder = Decoder(decoder_plan)
            begin = time.thread_time()
            prepared = step.operation(_gray(case.pixels))
            found = decoder.read_prepared(prepared, step.engine)
            times[step.name].append((time.thread_time() - begin) * 1000)
            decoder.close()
            if case.judge([payload.data for payload in found]) == "right":
                read_by[step.name].add(case.name)
    print(f"\n{len(misses)} pictures the plain look misses")
    for step in DEFAULT_PLAN.rotating:
        others = set().union(*(names for name, names in read_by.items() if name != step.name))
        alone_here = len(read_by[step.name] - others)
        cost = statistics.median(times[step.name])
        print(f"{step.name:22} reads {len(read_by[step.name]):3}  alone {alone_here:3}  {cost:6.1f} ms")
    print(f"all together {len(set().union(*read_by.values()))}")


def _gray(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY), np.uint8)


def _note(score: Score, case: Case, found: list[bytes]) -> None:
    verdict = case.judge(found)
    if verdict == "right":
        score.right[case.group] += 1
    elif verdict == "wrong":
        score.wrong.append(case.name)


def _texts(data: bytes) -> list[str]:
    readings = [text_of(data)]
    for encoding in ("utf-8", "latin-1", "shift_jis", "gb18030"):
        try:
            readings.append(data.decode(encoding))
        except UnicodeDecodeError:
            continue
    return readings


def _plain(text: str) -> str:
    return "".join(text.split())


if __name__ == "__main__":
    sys.exit(main())
