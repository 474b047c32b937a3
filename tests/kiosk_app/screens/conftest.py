"""What the exhaustive walk says of itself at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Add up the screens, from all processes."""
    walked: dict[str, tuple[int, int, int]] = {}
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            found = dict(report.user_properties)
            if report.when == "call" and "walked" in found:
                what, screens, faulty = found["walked"]
                before = walked.get(what, (0, 0, 0))
                walked[what] = before[0] + 1, before[1] + screens, before[2] + faulty
    for what, (looks, screens, faulty) in sorted(walked.items()):
        terminalreporter.write_line(f"walk, {what}: {screens} screens in {looks} looks, {faulty} with faults")
