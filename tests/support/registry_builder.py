"""A small signed repository for tests: real keys, real files, every field open to an attacker's hand.

It knows only tuf's metadata API and the record encoders, so that tests of the terminal do not lean on the publisher.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import msgspec
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import (
    DelegatedRole,
    Delegations,
    Metadata,
    MetaFile,
    Root,
    Snapshot,
    TargetFile,
    Targets,
    Timestamp,
)
from tuf.api.serialization.json import JSONSerializer

from offline_cache import credit
from offline_cache.agency import (
    Adcode,
    Agency,
    AgencyId,
    AgencyStatus,
    AmountBand,
    AmountBandId,
    Certificate,
    CityFile,
    Credit,
    DebtType,
    DebtTypeId,
    District,
    Exclusion,
    Hotline,
    Listing,
    Manifest,
    Rules,
    Text,
)
from offline_cache.merkle import record_root
from offline_cache.records import encode_agencies, encode_exclusions, encode_manifest, encode_rules

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TAIZHOU = Adcode("331000")
JIAOJIANG, LUQIAO, WENLING = Adcode("331002"), Adcode("331004"), Adcode("331081")
NINGBO, YINZHOU = Adcode("330200"), Adcode("330212")
_COMPACT = JSONSerializer(compact=True)
_USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_USCC_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


def wall_clock() -> datetime:
    """Give the system's time to the second: tuf's client compares with it, so the tests must publish around it."""
    return datetime.fromtimestamp(int(time.time()), UTC)


def uscc(number: int, prefix: str = "91331002") -> str:
    """Make a well-formed code with a right check digit."""
    body = f"{prefix}MA{number:07d}"
    total = sum(_USCC_ALPHABET.index(c) * w for c, w in zip(body, _USCC_WEIGHTS, strict=True))
    return body + _USCC_ALPHABET[-total % 31]


def credit_of(compliance: str = "98", success: str = "76", penalty: str = "0") -> Credit:
    """Make a credit whose score follows."""
    parts = Decimal(compliance), Decimal(success), Decimal(penalty)
    return Credit(
        quarter="2026Q3",
        compliance=parts[0],
        success_rate=parts[1],
        complaint_penalty=parts[2],
        score=credit.score(*parts),
    )


def agency(number: int, **changes: Any) -> Agency:
    """Make a fictitious agency of Jiaojiang that passes every check."""
    made = Agency(
        id=AgencyId(f"TZ-{number:04d}"),
        name=f"演示{number:04d}债务咨询有限公司",
        name_en=f"Demo {number:04d} Debt Advice",
        uscc=uscc(number),
        certificate=Certificate(
            number=f"演示证第{number:04d}号",
            issued_by="演示市监管局",
            valid_from=date(2020, 1, 1),
            valid_until=date(2099, 12, 31),
        ),
        listing=Listing(authority="演示市监管局", basis="演示办法", listed_on=date(2020, 1, 1)),
        status=AgencyStatus.ACTIVE,
        phones=(f"0576-0000{number:04d}",),
        address="演示路 1 号",
        district=JIAOJIANG,
        serves=(JIAOJIANG,),
        debt_types=(DebtTypeId("goods"),),
        amount_min=0,
        amount_max=None,
        fee="按回款的 10%",
        hours="9:00-17:00",
        credit=credit_of(),
    )
    return msgspec.structs.replace(made, **changes)


def exclusion(number: int, **changes: Any) -> Exclusion:
    """Make a fictitious struck-off outfit."""
    made = Exclusion(
        name=f"演示被除名{number:04d}",
        uscc=uscc(900_000 + number),
        phones=(f"0576-0001{number:04d}",),
        reason="演示：冒充法院",
        authority="演示市监管局",
        excluded_on=date(2025, 5, 1),
    )
    return msgspec.structs.replace(made, **changes)


def _text(zh: str) -> Text:
    return Text(zh=zh, en=f"{zh} (en)")


def rules(**changes: Any) -> Rules:
    """Make rules with two debt types, four districts in two cities of one province."""

    def debt(identity: str, *, judgment: bool = False) -> DebtType:
        return DebtType(
            id=DebtTypeId(identity),
            label=_text(identity),
            hint=_text("说明"),
            case_name="买卖合同纠纷",
            papers=(_text("合同"),),
            reminder=_text("诉讼时效"),
            judgment_in_force=judgment,
        )

    def district(adcode: Adcode, city: Adcode) -> District:
        return District(adcode=adcode, name=_text(f"区{adcode}"), city=city, province=Adcode("330000"))

    made = Rules(
        version="2026-1",
        debt_types=(debt("goods"), debt("judgment", judgment=True)),
        districts=(
            district(JIAOJIANG, TAIZHOU),
            district(LUQIAO, TAIZHOU),
            district(WENLING, TAIZHOU),
            district(YINZHOU, NINGBO),
        ),
        amount_bands=(AmountBand(id=AmountBandId("small"), label=_text("小额"), low=0, high=50_000),),
        score_floor=Decimal(60),
        recommended_from=Decimal(85),
        widen_below=3,
        lawful_routes=(_text("起诉"),),
        hotlines=(Hotline(label=_text("热线"), number="12345"),),
        disclaimer=_text("公共目录"),
        how_to_check=_text("核对证书"),
    )
    return msgspec.structs.replace(made, **changes)


@dataclass(frozen=True)
class Contents:
    """What a release holds; `raw` replaces target bytes after everything was computed."""

    seq: int = 1
    agencies: tuple[Agency, ...] = tuple(agency(n) for n in range(1, 6))
    exclusions: tuple[Exclusion, ...] = (exclusion(1),)
    rules: Rules = field(default_factory=rules)
    raw: dict[str, bytes] = field(default_factory=dict)
    city: Adcode = TAIZHOU

    def files(self, issued: datetime) -> dict[str, bytes]:
        """Encode the targets."""
        city = CityFile(
            file=f"reg/{self.city}.json.zst",
            records=len(self.agencies),
            record_root=record_root(self.agencies),
        )
        manifest = Manifest(format=1, seq=self.seq, issued=issued, cities={self.city: city})
        return {
            "manifest.json": encode_manifest(manifest),
            city.file: encode_agencies(self.agencies),
            "exclusions.json.zst": encode_exclusions(self.exclusions),
            "rules.json": encode_rules(self.rules),
        } | self.raw


@dataclass
class Lifetimes:
    """How long the metadata of each role lives."""

    root: timedelta = timedelta(days=365)
    targets: timedelta = timedelta(days=60)
    snapshot: timedelta = timedelta(days=7)
    timestamp: timedelta = timedelta(days=3)


@dataclass
class Rival:
    """A second role that may sign for the cities' files, asked before the role of `delegated_to`.

    Attributes:
        name: of the role.
        terminating: whether the client asks nobody after it.
        files: target name -> the bytes it signs.
    """

    name: str
    terminating: bool = False
    files: dict[str, bytes] = field(default_factory=dict)


class RegistryBuilder:
    """A repository in a folder: root 2-of-3, targets 2-of-2, snapshot and timestamp one key each."""

    def __init__(self, directory: Path, now: datetime | None = None) -> None:
        self.directory = directory
        self.now = now or wall_clock()
        self.lifetimes = Lifetimes()
        self.signers = {
            role: [CryptoSigner.generate_ed25519() for _ in range(count)]
            for role, count in (("root", 3), ("targets", 2), ("snapshot", 1), ("timestamp", 1))
        }
        self.versions = {"snapshot": 0, "targets": 0, "timestamp": 0}
        self.x_issued: str | None = None
        self.delegated_to: str | None = None
        self.rival: Rival | None = None
        for folder in ("metadata", "targets/reg"):
            (directory / folder).mkdir(parents=True, exist_ok=True)
        self.root = Root(version=1, expires=self.now + self.lifetimes.root, consistent_snapshot=True)
        self._apply_keys(thresholds={"root": 2, "targets": 2, "snapshot": 1, "timestamp": 1})
        self.pinned_root = self._sign_root(self.signers["root"][:2])

    def publish(self, contents: Contents | None = None) -> None:
        """Sign and write a whole release with the next versions."""
        files = (contents or Contents()).files(self.now)
        targets = Targets(expires=self.now + self.lifetimes.targets)
        named = {name: self._target(name, data) for name, data in files.items()}
        self._delegated = self._delegate(targets, named)
        targets.targets = named
        self._targets = self._write("targets", targets)
        self.publish_snapshot()

    def publish_snapshot(self, **changes: Any) -> None:
        """Sign a snapshot over the newest targets, and a timestamp over it."""
        snapshot = Snapshot(expires=self.now + self.lifetimes.snapshot)
        snapshot.meta = {"targets.json": _meta(self.versions["targets"], self._targets)}
        for role, data in self._delegated.items():
            snapshot.meta[f"{role}.json"] = _meta(self.versions[role], data)
        for name, value in changes.items():
            setattr(snapshot, name, value)
        self._snapshot = self._write("snapshot", snapshot)
        self.publish_timestamp()

    def publish_timestamp(self, change: Callable[[Timestamp], None] | None = None) -> None:
        """Sign a timestamp over the newest snapshot; `change` gets the unsigned one last."""
        timestamp = Timestamp(expires=self.now + self.lifetimes.timestamp)
        timestamp.snapshot_meta = _meta(self.versions["snapshot"], self._snapshot)
        timestamp.unrecognized_fields["x-issued"] = self.x_issued or self.now.isoformat()
        self._write("timestamp", timestamp, change)

    def rotate(self, role: str, signed_by: list[CryptoSigner] | None = None) -> None:
        """Publish a root that gives a role new keys; signed by the old and new root keys unless told otherwise."""
        old_root_signers = self.signers["root"]
        self.signers[role] = [CryptoSigner.generate_ed25519() for _ in self.signers[role]]
        self.root = replace_root(self.root, self.now + self.lifetimes.root)
        self._apply_keys({name: item.threshold for name, item in self.root.roles.items()})
        both = [*old_root_signers, *self.signers["root"]] if role == "root" else old_root_signers
        self._sign_root(signed_by if signed_by is not None else both)

    def path(self, *parts: str) -> Path:
        """Give a path inside the repository."""
        return self.directory.joinpath(*parts)

    def published_files(self) -> list[Path]:
        """Every file a client may read, sorted."""
        return sorted(path for path in self.directory.rglob("*") if path.is_file())

    def _delegate(self, targets: Targets, named: dict[str, TargetFile]) -> dict[str, bytes]:
        if self.delegated_to is None:
            return {}
        targets.delegations = Delegations(keys={}, roles={})
        signed: dict[str, bytes] = {}
        if self.rival is not None:
            held = {name: self._target(name, data) for name, data in self.rival.files.items()}
            signed[self.rival.name] = self._delegated_role(
                targets.delegations, self.rival.name, held, terminating=self.rival.terminating
            )
        cities = {name: named.pop(name) for name in list(named) if name.startswith("reg/")}
        signed[self.delegated_to] = self._delegated_role(
            targets.delegations, self.delegated_to, cities, terminating=True
        )
        return signed

    def _delegated_role(
        self, delegations: Delegations, role: str, held: dict[str, TargetFile], *, terminating: bool
    ) -> bytes:
        signer = self.signers.setdefault(role, [CryptoSigner.generate_ed25519()])[0]
        self.versions.setdefault(role, 0)
        key_id = signer.public_key.keyid
        delegations.keys[key_id] = signer.public_key
        assert delegations.roles is not None
        delegations.roles[role] = DelegatedRole(
            name=role, keyids=[key_id], threshold=1, terminating=terminating, paths=["reg/*"]
        )
        own = Targets(expires=self.now + self.lifetimes.targets)
        own.targets = held
        return self._write(role, own)

    def _target(self, name: str, data: bytes) -> TargetFile:
        target = TargetFile.from_data(name, data, ["sha256"])
        folder, _, base = name.rpartition("/")
        self.path("targets", folder, f"{target.hashes['sha256']}.{base}").write_bytes(data)
        return target

    def _write(
        self,
        role: str,
        signed: Snapshot | Targets | Timestamp,
        change: Callable[[Timestamp], None] | None = None,
    ) -> bytes:
        self.versions[role] += 1
        signed.version = self.versions[role]
        if change is not None:
            change(signed)
            self.versions[role] = signed.version
        metadata = Metadata(signed)
        for signer in self.signers[role]:
            metadata.sign(signer, append=True)
        data = metadata.to_bytes(_COMPACT)
        name = f"{role}.json" if role == "timestamp" else f"{signed.version}.{role}.json"
        self.path("metadata", name).write_bytes(data)
        return data

    def _apply_keys(self, thresholds: dict[str, int]) -> None:
        for role, threshold in thresholds.items():
            for key_id in list(self.root.roles[role].keyids):
                self.root.revoke_key(key_id, role)
            for signer in self.signers[role]:
                self.root.add_key(signer.public_key, role)
            self.root.roles[role].threshold = threshold

    def _sign_root(self, signers: list[CryptoSigner]) -> bytes:
        metadata = Metadata(self.root)
        for signer in signers:
            metadata.sign(signer, append=True)
        data = metadata.to_bytes(_COMPACT)
        self.path("metadata", f"{self.root.version}.root.json").write_bytes(data)
        return data


def replace_root(root: Root, expires: datetime) -> Root:
    """Copy a root as its next version."""
    newer = Root.from_dict(root.to_dict())
    newer.version += 1
    newer.expires = expires
    return newer


def with_seq(contents: Contents, seq: int, **changes: Any) -> Contents:
    """Copy contents under another release number."""
    return replace(contents, seq=seq, **changes)


def _meta(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])
