"""Both ways to a verification, against a service that behaves and misbehaves."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from scanner import (
    EntityStatus,
    LicenceSource,
    NotVerified,
    NotVerifiedReason,
    Opaque,
    OpaqueKind,
    Recognised,
    ServiceTrouble,
    ShownCode,
    Uscc,
    Verified,
    Waiting,
)
from scanner.resolver_http import HttpResolver, ServiceSettings
from scanner.resolver_reverse import HttpReverseFlow
from tests.support.scanner_service import CODE, NAME, OTHER_CODE, Service, VerificationService, mutual_tls

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READ = Recognised(Uscc(CODE), LicenceSource.GSXT_LINK)
TOKEN = Opaque(OpaqueKind.ELECTRONIC_LICENCE, b"one-time-token-0123456789")
COMPANY = Verified(NAME, Uscc(CODE), EntityStatus.ACTIVE, datetime(2026, 11, 23, 8, tzinfo=UTC))
OFFLINE = NotVerifiedReason.OFFLINE

FAULTS = [
    (Service.ERROR, ServiceTrouble.SERVER_ERROR),
    (Service.REDIRECT, ServiceTrouble.SERVER_ERROR),
    (Service.DROP, ServiceTrouble.UNREACHABLE),
    (Service.GARBAGE, ServiceTrouble.MALFORMED),
    (Service.HUGE, ServiceTrouble.MALFORMED),
    (Service.WRONG_SIGNER, ServiceTrouble.WRONG_SIGNER),
    (Service.UNKNOWN_KEY, ServiceTrouble.WRONG_SIGNER),
    (Service.UNSIGNED, ServiceTrouble.WRONG_SIGNER),
    (Service.CHANGED_BODY, ServiceTrouble.WRONG_SIGNER),
]


@pytest.fixture
def service() -> Iterator[VerificationService]:
    with VerificationService() as service:
        yield service


def offline(trouble: ServiceTrouble) -> NotVerified:
    return NotVerified(OFFLINE, trouble)


@pytest.mark.parametrize("reading", [READ, TOKEN], ids=["code", "token"])
def test_a_company_is_verified(service: VerificationService, reading: Recognised | Opaque) -> None:
    assert HttpResolver(service.settings()).resolve(reading) == COMPANY


def test_a_used_token_is_refused(service: VerificationService) -> None:
    resolver = HttpResolver(service.settings())
    assert resolver.resolve(TOKEN) == COMPANY
    assert resolver.resolve(TOKEN) == NotVerified(NotVerifiedReason.REFUSED)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("unknown", NotVerifiedReason.REFUSED), ("unsupported", NotVerifiedReason.UNSUPPORTED)],
)
def test_the_service_may_say_no(
    service: VerificationService, outcome: str, reason: NotVerifiedReason
) -> None:
    service.extra = {"outcome": outcome}
    assert HttpResolver(service.settings()).resolve(READ) == NotVerified(reason)


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        *FAULTS,
        (Service.OTHER_COMPANY, ServiceTrouble.MALFORMED),
        (Service.OTHER_KIND, ServiceTrouble.MALFORMED),
    ],
)
def test_an_answer_that_cannot_be_believed_is_none(
    service: VerificationService, behaviour: Service, trouble: ServiceTrouble
) -> None:
    service.behaviour = behaviour
    assert HttpResolver(service.settings()).resolve(READ) == offline(trouble)
    assert len(service.questions) == 1, "a question is never repeated"


def test_a_recorded_answer_is_refused(service: VerificationService) -> None:
    resolver = HttpResolver(service.settings())
    assert resolver.resolve(READ) == COMPANY
    service.behaviour = Service.REPLAY
    assert resolver.resolve(READ) == offline(ServiceTrouble.REPLAYED)


@pytest.mark.parametrize("behaviour", [Service.HANG, Service.DRIP_HEADERS, Service.DRIP_BODY])
def test_the_deadline_holds_for_the_whole_answer(service: VerificationService, behaviour: Service) -> None:
    service.behaviour = behaviour
    begin = time.monotonic()
    outcome = HttpResolver(service.settings(deadline_s=0.3)).resolve(TOKEN)
    assert outcome == offline(ServiceTrouble.TIMEOUT)
    assert time.monotonic() - begin < 1.0
    assert len(service.questions) == 1


def test_a_service_that_is_not_there_is_unreachable() -> None:
    settings = ServiceSettings("http://127.0.0.1:9", "demo-1", {"k1": bytes(32)})
    assert settings.deadline_s == 3.0
    assert HttpResolver(settings).resolve(READ) == offline(ServiceTrouble.UNREACHABLE)


@pytest.mark.parametrize(
    "extra",
    [
        {"entity": None},
        {"at": None},
        {"at": "2026-11-23T08:00:00"},
        {"at": "yesterday"},
        {"outcome": "certainly"},
        {"type": "nonsense"},
        {"entity": {"name": "x", "uscc": CODE[:-1] + "8", "status": "active"}},
        {"entity": {"name": "x\u202ey", "uscc": CODE, "status": "active"}},
        {"entity": {"name": " ", "uscc": CODE, "status": "active"}},
        {"entity": {"name": "x" * 300, "uscc": CODE, "status": "active"}},
        {"entity": {"name": "x", "uscc": CODE, "status": "active", "more": 1}},
    ],
)
def test_values_that_cannot_be_are_malformed(service: VerificationService, extra: dict[str, Any]) -> None:
    service.extra = extra
    assert HttpResolver(service.settings()).resolve(READ) == offline(ServiceTrouble.MALFORMED)


def test_a_status_nobody_planned_is_shown_as_other(service: VerificationService) -> None:
    service.extra = {"entity": {"name": NAME, "uscc": CODE, "status": "suspended"}}
    outcome = HttpResolver(service.settings()).resolve(READ)
    assert isinstance(outcome, Verified)
    assert outcome.status is EntityStatus.OTHER


def test_the_question_tells_no_more_than_it_must(service: VerificationService) -> None:
    resolver = HttpResolver(service.settings())
    resolver.resolve(READ)
    resolver.resolve(TOKEN)
    first, second = service.questions
    assert first.keys() == {"terminal", "nonce", "kind", "uscc"}
    assert second.keys() == {"terminal", "nonce", "kind", "payload_b64"}
    assert first["nonce"] != second["nonce"]


def test_both_sides_show_a_certificate(tmp_path: Path) -> None:
    context, terminal = mutual_tls(tmp_path)
    with VerificationService(tls=context) as service:
        assert HttpResolver(service.settings(**terminal)).resolve(READ) == COMPANY
        stranger = {"ca_file": terminal["ca_file"]}
        assert HttpResolver(service.settings(**stranger)).resolve(READ) == offline(ServiceTrouble.UNREACHABLE)
        assert HttpResolver(service.settings()).resolve(READ) == offline(ServiceTrouble.UNREACHABLE)
    assert len(service.questions) == 1


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("http://verification.example/", {"k1": bytes(32)}),
        ("http://localhost.example/", {"k1": bytes(32)}),
        ("ftp://127.0.0.1/", {"k1": bytes(32)}),
        ("https://verification.example/", {}),
        ("https://verification.example/", {"k1": bytes(31)}),
    ],
)
def test_settings_that_could_never_be_believed_are_refused(url: str, keys: dict[str, bytes]) -> None:
    with pytest.raises(ValueError, match="verification service needs"):
        ServiceSettings(url, "demo-1", keys)


def begun(service: VerificationService, now: list[float] | None = None) -> HttpReverseFlow:
    clock = now if now is not None else [0.0]
    flow = HttpReverseFlow(service.settings(), clock=lambda: clock[0])
    assert flow.begin() == ShownCode("https://verification.example/s/abc", 60.0)
    return flow


def test_the_owner_scans_the_terminal_s_code_and_consents(service: VerificationService) -> None:
    flow = begun(service)
    assert flow.poll() == Waiting(scanned=False)
    service.state = "scanned"
    assert flow.poll() == Waiting(scanned=True)
    service.state = "confirmed"
    assert flow.poll() == COMPANY
    assert flow.poll() == NotVerified(NotVerifiedReason.REFUSED)


@pytest.mark.parametrize("state", ["refused", "expired"])
def test_a_session_may_end_without_consent(service: VerificationService, state: str) -> None:
    flow = begun(service)
    service.state = state
    assert flow.poll() == NotVerified(NotVerifiedReason.REFUSED)


def test_a_code_is_worth_nothing_after_its_time(service: VerificationService) -> None:
    now = [0.0]
    flow = begun(service, now)
    service.state = "confirmed"
    now[0] = 60.0
    assert flow.poll() == NotVerified(NotVerifiedReason.REFUSED)
    assert len(service.questions) == 1


@pytest.mark.parametrize(("behaviour", "trouble"), FAULTS)
def test_no_code_is_shown_that_cannot_be_believed(
    service: VerificationService, behaviour: Service, trouble: ServiceTrouble
) -> None:
    service.behaviour = behaviour
    assert HttpReverseFlow(service.settings()).begin() == offline(trouble)


def test_a_lost_poll_is_made_up_for_by_the_next(service: VerificationService) -> None:
    flow = begun(service)
    service.behaviour, service.state = Service.ERROR, "confirmed"
    assert flow.poll() == Waiting(scanned=False, trouble=ServiceTrouble.SERVER_ERROR)
    service.behaviour = Service.GOOD
    assert flow.poll() == COMPANY


@pytest.mark.parametrize(
    ("behaviour", "trouble"),
    [
        (Service.WRONG_SIGNER, ServiceTrouble.WRONG_SIGNER),
        (Service.REPLAY, ServiceTrouble.REPLAYED),
        (Service.GARBAGE, ServiceTrouble.MALFORMED),
    ],
)
def test_a_forged_poll_ends_the_session(
    service: VerificationService, behaviour: Service, trouble: ServiceTrouble
) -> None:
    flow = begun(service)
    service.state = "confirmed"
    service.behaviour = behaviour
    assert flow.poll() == offline(trouble)
    service.behaviour = Service.GOOD
    assert flow.poll() == NotVerified(NotVerifiedReason.REFUSED)


def test_the_answer_of_another_session_is_refused(service: VerificationService) -> None:
    flow = begun(service)
    service.state, service.extra = "confirmed", {"session": "t" * 20}
    assert flow.poll() == offline(ServiceTrouble.REPLAYED)


@pytest.mark.parametrize(
    "code", ["javascript:alert(1)", "http://x.example/", "https://x.example/ y", "https://" + "x" * 400]
)
def test_a_code_that_is_no_plain_link_is_not_shown(service: VerificationService, code: str) -> None:
    service.extra = {"code": code}
    assert HttpReverseFlow(service.settings()).begin() == offline(ServiceTrouble.MALFORMED)


def test_another_company_than_the_recognised_one_is_never_shown(service: VerificationService) -> None:
    service.behaviour = Service.OTHER_COMPANY
    outcome = HttpResolver(service.settings()).resolve(TOKEN)
    assert isinstance(outcome, Verified)
    assert outcome.uscc == OTHER_CODE
    assert HttpResolver(service.settings()).resolve(READ) == offline(ServiceTrouble.MALFORMED)
