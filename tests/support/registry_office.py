"""A regulator's office in a temporary folder: its keys, its source files, its repository."""

from __future__ import annotations

import csv
import json
import shutil
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
from tuf.ngclient import Updater

import offline_cache.publishing as office
from tests.support.registry_builder import NINGBO, YINZHOU, uscc

if TYPE_CHECKING:
    from collections.abc import Callable

DEMO = Path(__file__).parents[2] / "assets" / "demo"
PASSPHRASE = "only for tests"  # noqa: S105 - opens throw-away keys
Table = list[dict[str, str]]


TWELVE_BAD_ROWS = (
    # row, column, what the cell says, a part of the sentence that names it
    (0, "id", "7", "TZ-0007"),
    (1, "uscc", "91331002MADEM002XX", "unified social credit code"),
    (2, "phones", "0576 00001111", "0576-88880000"),
    (3, "certificate_valid_from", "31.03.2026x", "not a date"),
    (4, "certificate_valid_until", "2020-01-01", "ends before it begins"),
    (5, "district", "331099", "not a district of rules.json"),
    (6, "serves", "", "1-200 entries"),
    (7, "debt_types", "goods;gambling", "gambling is not a debt type"),
    (8, "amount_min", "5万", "whole number of yuan"),
    (9, "score", "99.9", "follows from its parts"),
    (10, "compliance", "101", "0 to 100"),
    (11, "name", "", "empty"),
)
"""A mistake of each kind the office makes."""


def make_twelve_mistakes(rows: Table) -> None:
    """Spoil twelve rows of agencies.csv, each in its own way."""
    for row, column, cell, _ in TWELVE_BAD_ROWS:
        rows[row][column] = cell


def real_now() -> datetime:
    """The machine's time: tuf's own client compares with it."""
    return datetime.fromtimestamp(time.time(), tz=UTC)


@dataclass
class Office:
    """One office; `now` is its clock and may be moved."""

    folder: Path
    now: datetime = field(default_factory=real_now)
    root: bytes = b""

    @property
    def repository(self) -> Path:
        return self.folder / "repository"

    @property
    def keys(self) -> Path:
        return self.folder / "keys"

    @property
    def source(self) -> Path:
        return self.folder / "source"

    def open(self) -> None:
        """Copy the demo source and hold the key ceremony."""
        shutil.copytree(DEMO, self.source)
        path = office.init_repository(
            self.repository, self.keys, PASSPHRASE, self.now, profile=office.DEMO_PROFILE
        )
        self.root = path.read_bytes()

    def build(self, seq: int = 1) -> office.Release:
        release = office.build_release(self.source, seq, self.now)
        assert isinstance(release, office.Release), release
        return release

    def findings(self) -> tuple[office.BuildFinding, ...]:
        refused = office.build_release(self.source, 1, self.now)
        assert isinstance(refused, office.BuildRefused)
        return refused.findings

    def publish(self, seq: int = 1) -> office.PublishReport:
        return office.publish_release(
            self.repository, self.keys, PASSPHRASE, self.build(seq), self.now, profile=office.DEMO_PROFILE
        )

    def refresh(self) -> office.RefreshReport:
        return office.refresh_timestamp(
            self.repository, self.keys, PASSPHRASE, self.now, profile=office.DEMO_PROFILE
        )

    def rotate(self, key_name: str) -> office.RootReport:
        return office.rotate_key(
            self.repository, self.keys, PASSPHRASE, key_name, self.now, profile=office.DEMO_PROFILE
        )

    def verify(self) -> office.VerifyReport:
        return office.verify_repository(self.repository, self.root, self.now)

    def wait(self, **term: float) -> None:
        self.now += timedelta(**term)

    def edit(self, file: str, change: Callable[[Table], None]) -> None:
        """Read a CSV source, let `change` work on its rows, and write it back."""
        path = self.source / file
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
        names = list(rows[0])
        change(rows)
        with path.open("w", encoding="utf-8", newline="") as lines:
            writer = csv.DictWriter(lines, names, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)

    def to_xlsx(self, name: str) -> None:
        """Turn `<name>.csv` of the source into `<name>.xlsx`, dates and numbers as a spreadsheet keeps them."""
        path = self.source / f"{name}.csv"
        with path.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.reader(lines))
        book = openpyxl.Workbook()
        sheet = book.worksheets[0]
        for row in rows:
            sheet.append([_typed(cell) for cell in row])
        book.save(path.with_suffix(".xlsx"))
        path.unlink()

    def found_second_city(self) -> None:
        """Add two agencies of Ningbo to the source, in a file of their own."""
        rules = json.loads((self.source / "rules.json").read_bytes())
        name = {"zh": "演示鄞州", "en": "Demo Yinzhou"}
        rules["districts"].append({"adcode": YINZHOU, "name": name, "city": NINGBO, "province": "330000"})
        (self.source / "rules.json").write_text(json.dumps(rules, ensure_ascii=False), encoding="utf-8")
        shutil.copy(self.source / "agencies.csv", self.source / "agencies-ningbo.csv")

        def move(rows: Table) -> None:
            del rows[2:]
            for number, row in enumerate(rows, 1):
                row |= {
                    "id": f"NB-{number:04d}",
                    "name": f"演示宁波{number}咨询有限公司",
                    "district": YINZHOU,
                }
                row |= {
                    "serves": YINZHOU,
                    "uscc": uscc(number, "91330212"),
                    "phones": f"0574-0000000{number}",
                }

        self.edit("agencies-ningbo.csv", move)

    def add_city(self) -> office.CityReport:
        return office.add_city(
            self.repository, self.keys, PASSPHRASE, NINGBO, self.now, profile=office.DEMO_PROFILE
        )

    def stage(self, seq: int) -> Path:
        """Stage a release in a new folder."""
        folder = self.folder / f"stage-{seq}"
        release = self.build(seq)
        office.stage_release(
            self.repository, self.keys, folder, release, self.now, profile=office.DEMO_PROFILE
        )
        return folder

    def publish_stage(self, stage: Path) -> office.PublishReport:
        return office.publish_stage(
            self.repository, self.keys, PASSPHRASE, stage, self.now, profile=office.DEMO_PROFILE
        )

    def copy_keys(self, folder: Path, *names: str) -> Path:
        """Give a holder's folder: `root.json` and the named key files."""
        folder.mkdir(parents=True)
        for name in ("root.json", *(f"{name}.key.json" for name in names)):
            shutil.copy(self.keys / name, folder)
        return folder

    def files(self) -> dict[str, bytes]:
        """Every file of the repository."""
        return {
            path.relative_to(self.repository).as_posix(): path.read_bytes()
            for path in sorted(self.repository.rglob("*"))
            if path.is_file()
        }

    def updater(self, url: str, client: str = "client") -> Updater:
        """Tuf's own client with the pinned root; the same `client` keeps its cache."""
        metadata, targets = self.folder / client / "metadata", self.folder / client / "targets"
        metadata.mkdir(parents=True, exist_ok=True)
        targets.mkdir(exist_ok=True)
        return Updater(
            str(metadata), f"{url}/metadata/", str(targets), f"{url}/targets/", bootstrap=self.root
        )


def copy_of(office: Office, folder: Path) -> Office:
    """Copy an office to another folder; its keys, repository and source go with it."""
    shutil.copytree(office.folder, folder, dirs_exist_ok=True)
    return Office(folder, office.now, office.root)


def _typed(cell: str) -> object:
    if cell.isdigit() and not cell.startswith("0"):
        return int(cell)
    try:
        return datetime.strptime(cell, "%Y-%m-%d").replace(tzinfo=None)  # noqa: DTZ007 - a spreadsheet has no zones
    except ValueError:
        return cell or None
