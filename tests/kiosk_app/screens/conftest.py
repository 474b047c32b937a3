"""What the exhaustive walk says of itself at the end of a run."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _pytest.terminal import TerminalReporter


def pytest_terminal_summary(terminalreporter: TerminalReporter) -> None:
    """Add up the screens, from all processes."""
    walked: dict[str, int] = {}
    looks = 0
    for outcome in ("passed", "failed"):
        for report in terminalreporter.getreports(outcome):
            found = dict(report.user_properties)
            if report.when == "call" and "screens_walked" in found:
                looks += 1
                for name in ("screens_walked", "screens_faulty"):
                    walked[name] = walked.get(name, 0) + found[name]
    if looks:
        terminalreporter.write_line(
            f"walk: {walked['screens_walked']} screens in {looks} languages and looks, "
            f"{walked['screens_faulty']} with faults"
        )
