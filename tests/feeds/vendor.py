"""A vendor in front of the server: tokens, limits, gzip, and every fault there is, one a request from a queue.

What a query means and how pages follow each other comes from the server behind it; none of that is made up here.
"""

import gzip
import json
import secrets
import threading
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Self
from urllib.parse import parse_qs, unquote, urljoin, urlsplit

import httpx

TOKEN_PATH = "/oidc/connect/token"
CLIENT_ID, CLIENT_SECRET = "callsheet", "not a secret at all"


@dataclass(frozen=True)
class Fault:
    """What happens to one request: `status` with headers and body, or `how`: html, slow, drop, cut, bad_json."""

    how: str = "status"
    status: int = 500
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    seconds: float = 0.0


TOO_MANY = Fault(status=429, headers={"Retry-After": "1"})
BROKEN, AWAY = Fault(status=500), Fault(status=503)
HTML, DROPPED, CUT, BAD_JSON = Fault("html"), Fault("drop"), Fault("cut"), Fault("bad_json")


def too_many_until(seconds: float) -> Fault:
    """A 429 whose Retry-After is a date."""
    at = datetime.now(UTC) + timedelta(seconds=seconds)
    return Fault(status=429, headers={"Retry-After": format_datetime(at, usegmt=True)})


def slow(seconds: float) -> Fault:
    return Fault("slow", seconds=seconds)


@dataclass
class Vendor:
    """Use it as a context. `url` is the service root that it shows; `asked` every path and query it got, decoded."""

    behind: str
    token_lives: float = 3600.0
    fixed_token: str = ""
    a_second: float | None = None
    needs_gzip: bool = True
    system: str = ""
    absolute_links: bool = True
    faults: deque[Fault] = field(default_factory=deque)
    dead_links: int = 0
    asked: list[str] = field(default_factory=list)
    tokens: int = 0
    at_once: int = 0
    most_at_once: int = 0

    def __enter__(self) -> Self:
        self._valid: dict[str, float] = {}
        self._turns: deque[float] = deque()
        self._lock = threading.Lock()
        self._http = httpx.Client(timeout=60)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._http.close()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def url(self) -> str:
        return self.origin + urlsplit(self.behind).path

    @property
    def token_url(self) -> str:
        return self.origin + TOKEN_PATH

    def revoke(self) -> None:
        """No token that was given out is valid any more."""
        self._valid.clear()

    # ---- what the handler asks

    def new_token(self) -> str:
        token = secrets.token_hex(8)
        self._valid[token] = time.monotonic() + self.token_lives
        self.tokens += 1
        return token

    def refuses(self, headers: Mapping[str, str], query: str) -> Fault | None:
        """Why a well-formed request is not answered, as a vendor would."""
        token = headers.get("Authorization", "").removeprefix("Bearer ")
        known = token == self.fixed_token if self.fixed_token else self._valid.get(token, 0) > time.monotonic()
        if not known:
            return Fault(status=401, headers={"WWW-Authenticate": "Bearer"}, body="no valid token")
        if self.needs_gzip and "gzip" not in headers.get("Accept-Encoding", ""):
            return Fault(status=400, body="gzip is required")
        if self.system and f"OriginatingSystemName eq '{self.system}'" not in query and "$metadata" not in query:
            return Fault(status=400, body="OriginatingSystemName is required")
        return self._too_often()

    def _too_often(self) -> Fault | None:
        if self.a_second is None:
            return None
        with self._lock:
            now = time.monotonic()
            while self._turns and self._turns[0] <= now - 1:
                self._turns.popleft()
            if len(self._turns) >= self.a_second:
                return Fault(status=429)
            self._turns.append(now)
        return None

    def fetch(self, path: str) -> httpx.Response:
        return self._http.get(urljoin(self.behind, path))

    def next_fault(self) -> Fault | None:
        with self._lock:
            return self.faults.popleft() if self.faults else None

    def entered(self, by: int) -> None:
        with self._lock:
            self.at_once += by
            self.most_at_once = max(self.most_at_once, self.at_once)


def _handler(vendor: Vendor) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_: object) -> None: ...

        def do_POST(self) -> None:
            given = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            if given.get("grant_type") != ["client_credentials"]:
                return self._send(400, b'{"error": "unsupported_grant_type"}')
            if (given.get("client_id"), given.get("client_secret")) != ([CLIENT_ID], [CLIENT_SECRET]):
                return self._send(401, b'{"error": "invalid_client"}')
            token = {"access_token": vendor.new_token(), "token_type": "Bearer", "expires_in": vendor.token_lives}
            return self._send(200, json.dumps(token).encode())

        def do_GET(self) -> None:
            vendor.entered(1)
            try:
                self._get()
            finally:
                vendor.entered(-1)

        def _get(self) -> None:
            path = unquote(self.path)
            vendor.asked.append(path)
            if fault := vendor.next_fault():
                if fault.how != "slow":
                    return self._fail(fault)
                time.sleep(fault.seconds)
            if refusal := vendor.refuses(self.headers, path):
                return self._fail(refusal)
            if vendor.dead_links and "skiptoken" in path:
                vendor.dead_links -= 1
                return self._send(410, b'{"error": {"code": "410", "message": "the link has run out"}}')
            return self._pass_on()

        def _pass_on(self) -> None:
            answer = vendor.fetch(self.path)
            body, kind = answer.content, answer.headers.get("Content-Type", "")
            if answer.is_success and "json" in kind and vendor.absolute_links:
                body = self._with_whole_link(body)
            self._send(answer.status_code, body, kind)

        def _with_whole_link(self, body: bytes) -> bytes:
            document = json.loads(body)
            if link := document.get("@odata.nextLink"):
                document["@odata.nextLink"] = urljoin(f"{vendor.url}/Property", link)
            return json.dumps(document).encode()

        def _fail(self, fault: Fault) -> None:
            if fault.how == "drop":
                self.close_connection = True
                self.connection.close()
            elif fault.how == "html":
                self._send(200, b"<html><body>Maintenance</body></html>", "text/html")
            elif fault.how == "bad_json":
                self._send(200, b'{"value": [{"ListingKey": ')
            elif fault.how == "cut":
                self._cut()
            else:
                self._send(fault.status, fault.body.encode(), "text/plain", fault.headers)

        def _cut(self) -> None:
            """Half of what was promised, then nothing."""
            body = gzip.compress(vendor.fetch(self.path).content)
            self.send_response(200)
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body[: len(body) // 2])
            self.wfile.flush()
            self.close_connection = True
            self.connection.close()

        def _send(
            self, status: int, body: bytes, kind: str = "application/json", headers: Mapping[str, str] | None = None
        ) -> None:
            self.send_response(status)
            if "gzip" in self.headers.get("Accept-Encoding", ""):
                body = gzip.compress(body, 1)
                self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

    return Handler
