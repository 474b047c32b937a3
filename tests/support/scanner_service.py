"""A verification service on the loopback interface: the contract of docs/openapi/resolver.yaml, and its faults."""

from __future__ import annotations

import base64
import json
import ssl
import threading
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from scanner.resolver_http import ServiceSettings

if TYPE_CHECKING:
    from pathlib import Path

NAME = "台州演示商贸有限公司"
CODE = "91331002MA2DEM0179"
OTHER_CODE = "91330000755918469E"


class Service(StrEnum):
    """What the service does with every question."""

    GOOD = "good"
    HANG = "hang"
    DRIP_HEADERS = "drip_headers"
    DRIP_BODY = "drip_body"
    ERROR = "error"
    REDIRECT = "redirect"
    DROP = "drop"
    GARBAGE = "garbage"
    HUGE = "huge"
    WRONG_SIGNER = "wrong_signer"
    UNKNOWN_KEY = "unknown_key"
    UNSIGNED = "unsigned"
    CHANGED_BODY = "changed_body"
    REPLAY = "replay"
    OTHER_COMPANY = "other_company"
    OTHER_KIND = "other_kind"


class VerificationService:
    """Knows one company; each token once. Context manager.

    Attributes:
        behaviour: may be changed at any time.
        questions: every body received.
        extra: put over the fields of every answer.
        state: of the session.
    """

    def __init__(self, behaviour: Service = Service.GOOD, *, tls: ssl.SSLContext | None = None) -> None:
        self.behaviour = behaviour
        self.questions: list[dict[str, Any]] = []
        self.extra: dict[str, Any] = {}
        self.state = "waiting"
        self._key, self._stranger = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
        self._used: set[str] = set()
        self._recorded: tuple[bytes, str] | None = None
        self._stopping = threading.Event()
        self._scheme = "https" if tls else "http"
        owner = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                try:
                    owner.answer(self)
                except OSError:
                    return

            def log_message(self, *_: Any) -> None:  # the test bed wants silence
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = False
        self._server.handle_error = lambda *_: None  # type: ignore[method-assign]
        if tls is not None:
            self._server.socket = tls.wrap_socket(self._server.socket, server_side=True)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="service")

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def settings(self, *, deadline_s: float = 3.0, **more: Any) -> ServiceSettings:
        """What a terminal needs to know of this service."""
        url = f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"
        keys = {"k1": self._key.public_key().public_bytes_raw()}
        return ServiceSettings(url, "demo-1", keys, deadline_s=deadline_s, **more)

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Handle one question."""
        question = json.loads(handler.rfile.read(int(handler.headers["Content-Length"])))
        self.questions.append(question)
        match self.behaviour:
            case Service.HANG:
                self._stopping.wait(20)
            case Service.DROP:
                return
            case Service.ERROR:
                handler.send_error(500)
            case Service.REDIRECT:
                handler.send_response(307)
                handler.send_header("Location", handler.path)
                handler.end_headers()
            case _:
                self._send(handler, *self._signed(self._body(handler.path, question)))

    def _body(self, path: str, question: dict[str, Any]) -> bytes:
        if self.behaviour is Service.GARBAGE:
            return b"<html>captive portal</html>"
        if self.behaviour is Service.HUGE:
            return b"[" * 100_000
        kinds = {
            "/v1/resolve": self._resolution,
            "/v1/sessions": self._begun,
            "/v1/sessions/poll": self._state,
        }
        make = self._begun if self.behaviour is Service.OTHER_KIND and path == "/v1/resolve" else kinds[path]
        fields = make(question) | {"nonce": question["nonce"]} | self.extra
        return json.dumps(fields, ensure_ascii=False).encode()

    def _resolution(self, question: dict[str, Any]) -> dict[str, Any]:
        token = question.get("payload_b64") or question["uscc"]
        used = token in self._used and "payload_b64" in question
        self._used.add(token)
        return {"type": "resolution", "outcome": "used" if used else "found"} | self._company()

    def _begun(self, _: dict[str, Any]) -> dict[str, Any]:
        link = "https://verification.example/s/abc"
        return {"type": "session_begun", "session": "s" * 20, "code": link, "expires_in_s": 60}

    def _state(self, question: dict[str, Any]) -> dict[str, Any]:
        company = self._company() if self.state == "confirmed" else {}
        return {"type": "session_state", "session": question["session"], "state": self.state} | company

    def _company(self) -> dict[str, Any]:
        code = OTHER_CODE if self.behaviour is Service.OTHER_COMPANY else CODE
        entity = {"name": NAME, "uscc": code, "status": "active"}
        return {"entity": entity, "at": "2026-11-23T08:00:00+00:00"}

    def _signed(self, body: bytes) -> tuple[bytes, str | None]:
        signer = self._stranger if self.behaviour is Service.WRONG_SIGNER else self._key
        key_id = "k9" if self.behaviour is Service.UNKNOWN_KEY else "k1"
        signature = f"{key_id}:{base64.b64encode(signer.sign(body)).decode()}"
        if self.behaviour is Service.REPLAY and self._recorded is not None:
            return self._recorded
        self._recorded = body, signature
        if self.behaviour is Service.CHANGED_BODY:
            return body + b" ", signature
        return body, None if self.behaviour is Service.UNSIGNED else signature

    def _send(self, handler: BaseHTTPRequestHandler, body: bytes, signature: str | None) -> None:
        head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n"
        head += f"Kiosk-Signature: {signature}\r\n\r\n" if signature else "\r\n"
        slow_from = {Service.DRIP_HEADERS: 0, Service.DRIP_BODY: len(head)}.get(self.behaviour)
        data = head.encode() + body
        at_once = len(data) if slow_from is None else slow_from
        handler.wfile.write(data[:at_once])
        for byte in data[at_once:]:
            if self._stopping.wait(0.05):
                return
            handler.wfile.write(bytes((byte,)))


def mutual_tls(folder: Path) -> tuple[ssl.SSLContext, dict[str, Any]]:
    """Make an authority, a server that asks for its certificates, and what the terminal is given."""
    from tests.support.scanner_certificates import write_certificates  # noqa: PLC0415 - one test needs them

    files = write_certificates(folder)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files["server"], files["server_key"])
    context.load_verify_locations(files["authority"])
    context.verify_mode = ssl.CERT_REQUIRED
    terminal = {"ca_file": files["authority"], "client_certificate": (files["client"], files["client_key"])}
    return context, terminal
