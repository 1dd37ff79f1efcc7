"""Questions to one feed, one at a time: the token, the limits, gzip, and every way in which an answer may fail.

The only file that knows the HTTP library.
"""

import json
import random
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Protocol, Self
from urllib.parse import urljoin, urlsplit

import httpx

from callsheet.feeds.reso.connection import ClientCredentials, Connection
from callsheet.feeds.reso.moments import http_date
from callsheet.feeds.reso.problems import LoginRefused, NotServed, Puzzled, Unreachable, Wait

TRIES = 6
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 32.0  # seconds; doubled from one try to the next
MOST_PATIENCE = 60.0  # seconds of Retry-After that are waited for; a longer one ends the reading until then
SUSPENDED_AFTER = 4  # answers 429 in a row
SUSPENSION = timedelta(minutes=15)
EARLY = timedelta(seconds=60)  # so long before its end a token is no longer used
TRY_AGAIN = frozenset({408, 425, 500, 502, 503, 504})
NOT_SERVED = frozenset({400, 404, 405, 410, 413, 414, 431, 501})

Record = Mapping[str, object]


class Meter(Protocol):
    """Counts what an account asks, for all processes that use it."""

    def turn(self) -> None:
        """Wait for the next turn and take it. Raises Wait when it is too far off."""

    def answered(self, size: int, headers: Mapping[str, str]) -> None:
        """Count an answer's bytes and keep what its headers say of the quota."""

    def suspend(self, until: datetime) -> None:
        """Nobody asks before that moment."""


class NoToken(httpx.TransportError):
    """The address that gives tokens was not reached, or had no usable answer; worth another try."""


class Unmetered:
    """For a server of one's own."""

    def turn(self) -> None: ...

    def answered(self, size: int, headers: Mapping[str, str]) -> None: ...

    def suspend(self, until: datetime) -> None: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """One page: its rows, where the next one is ("" at the end), the server's own clock, its size as it travelled."""

    records: Sequence[Record]
    next_link: str
    at: datetime
    size: int


@dataclass
class Client:
    """Asks one feed. Use it as a context: it holds a connection."""

    connection: Connection
    meter: Meter = field(default_factory=Unmetered)
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    transport: httpx.BaseTransport | None = None
    tries: int = TRIES
    _http: httpx.Client = field(init=False, repr=False)
    _token: str = field(init=False, default="", repr=False)
    _token_until: datetime | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        headers = {"Accept": "application/json", "Accept-Encoding": "gzip", "OData-Version": "4.0"}
        self._http = httpx.Client(headers=headers, timeout=self.connection.timeout, transport=self.transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def page(self, url: str) -> Answer:
        """The rows at an address. Raises NotServed, LoginRefused, Wait, Unreachable or Puzzled."""
        response, document = self._json(url)
        records = document.get("value")
        if not isinstance(records, list) or not all(isinstance(record, dict) for record in records):
            raise Puzzled("The server's answer has no list of rows named value. Is the address the service root?")
        return Answer(records, self._next(response, document), self._at(response), response.num_bytes_downloaded)

    def text(self, url: str, accept: str = "application/xml") -> str:
        """A document that is no page, such as $metadata."""
        return self._asked(url, lambda response: response.text, {"Accept": accept})[1]

    def _json(self, url: str) -> tuple[httpx.Response, dict]:
        response, document = self._asked(url, _parsed, self._preference())
        if not isinstance(document, dict):
            raise Puzzled("The server answered with something else than an OData page.")
        return response, document

    def _preference(self) -> dict[str, str]:
        of = self.connection
        return {"Prefer": f"odata.maxpagesize={of.page_size}"} if of.page_size and of.page_by == "prefer" else {}

    # ---- trying

    def _asked(self, url: str, read: Callable, headers: Mapping[str, str]) -> tuple[httpx.Response, object]:
        """An answer that could be read, after as many tries as it takes."""
        self._refuse_elsewhere(url)
        has_new_token, refused, problem = False, 0, "it did not answer"
        for attempt in range(self.tries):
            try:
                response = self._send(url, headers)
                if response.status_code == httpx.codes.OK:
                    return response, read(response)
            except httpx.InvalidURL as wrong:
                raise Puzzled(f"The server gave an address that is none: {wrong}.") from None
            except (httpx.TransportError, httpx.DecodingError, ValueError) as broken:
                problem = _said_of(broken)
                self._pause(attempt, None)
                continue
            if response.status_code == httpx.codes.UNAUTHORIZED and not has_new_token and self._may_renew():
                self._token, has_new_token = "", True
                continue
            refused = refused + 1 if response.status_code == httpx.codes.TOO_MANY_REQUESTS else 0
            self._judge(response, refused)
            problem = f"it answered {response.status_code}"
            self._pause(attempt, response)
        said = f"{self._host} gave no usable answer in {self.tries} tries: {problem}."
        raise Unreachable(f"{said} It is tried again later.")

    def _send(self, url: str, headers: Mapping[str, str]) -> httpx.Response:
        login = {"Authorization": f"Bearer {self._bearer()}"}
        self.meter.turn()
        response = self._http.get(url, headers={**headers, **login})
        self.meter.answered(response.num_bytes_downloaded, response.headers)
        return response

    def _judge(self, response: httpx.Response, refused: int) -> None:
        """Raise what asking again would not mend; return for what is worth another try."""
        status = response.status_code
        if status in (httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN):
            raise LoginRefused(
                f"{self._host} does not accept this account ({status}: {_reason(response) or 'no reason given'}). "
                "Check the token or the client id and secret, and whether the vendor has switched the feed off."
            )
        if status == httpx.codes.TOO_MANY_REQUESTS:
            self._suspend(response, refused)
        elif status in NOT_SERVED:
            raise NotServed(status, _reason(response))
        elif status not in TRY_AGAIN:
            raise Puzzled(f"{self._host} answered {status}, which a feed has no use for. Check the service root.")

    def _suspend(self, response: httpx.Response, refused: int) -> None:
        """Stop for long pauses and after several refusals in a row: hammering prolongs a suspension."""
        asked_for = self._retry_after(response)
        is_long = asked_for is not None and asked_for > MOST_PATIENCE
        if not is_long and refused < SUSPENDED_AFTER:
            return
        until = self.clock() + max(timedelta(seconds=asked_for or 0), timedelta() if is_long else SUSPENSION)
        self.meter.suspend(until)
        raise Wait(until, f"{self._host} says that this account asks too often (429) and wants a pause.")

    def _pause(self, attempt: int, response: httpx.Response | None) -> None:
        if attempt == self.tries - 1:
            return
        asked_for = self._retry_after(response) if response is not None else None
        backoff = min(LONGEST_PAUSE, FIRST_PAUSE * 2**attempt) * random.uniform(0.5, 1.0)
        self.sleep(min(MOST_PATIENCE, asked_for) if asked_for is not None else backoff)

    def _retry_after(self, response: httpx.Response) -> float | None:
        """Seconds to wait as the server says, in seconds or as a date."""
        said = response.headers.get("Retry-After", "")
        if said.strip().isdigit():
            return float(said)
        at = http_date(said)
        return max(0.0, (at - self._at(response)).total_seconds()) if at else None

    # ---- the token

    def _bearer(self) -> str:
        account = self.connection.account
        if not isinstance(account, ClientCredentials):
            return account.token
        if not self._token or (self._token_until and self.clock() >= self._token_until):
            self._renew(account)
        return self._token

    def _may_renew(self) -> bool:
        return isinstance(self.connection.account, ClientCredentials)

    def _renew(self, account: ClientCredentials) -> None:
        form = {
            "grant_type": "client_credentials",
            "client_id": account.client_id,
            "client_secret": account.client_secret,
            "scope": account.scope,
        }
        self.meter.turn()
        host = urlsplit(account.token_url).hostname
        try:
            response = self._http.post(account.token_url, data={name: value for name, value in form.items() if value})
        except (httpx.TransportError, httpx.DecodingError) as broken:
            raise NoToken(f"the address that gives tokens, {host}: {_said_of(broken)}") from None
        self.meter.answered(response.num_bytes_downloaded, response.headers)
        if response.status_code in (400, 401, 403):
            raise LoginRefused(
                f"{host} gives no token for this client id and secret "
                f"({response.status_code}: {_reason(response) or 'no reason given'}). Check both, and its address."
            )
        if response.status_code in NOT_SERVED:
            raise Puzzled(f"The address that gives tokens, {host}, answered {response.status_code}. Check it.")
        if response.status_code != httpx.codes.OK:
            raise NoToken(f"the address that gives tokens, {host}, answered {response.status_code}")
        self._keep_token(_document(response))

    def _keep_token(self, given: object) -> None:
        if not isinstance(given, dict) or not isinstance(given.get("access_token"), str):
            raise Puzzled("The token address answered without a token. Check the address.")
        self._token, lives = given["access_token"], given.get("expires_in")
        lives = timedelta(seconds=float(lives)) if isinstance(lives, int | float | str | Decimal) else None
        self._token_until = self.clock() + max(lives - EARLY, lives / 2) if lives else None

    # ---- links and clocks

    def _next(self, response: httpx.Response, document: Mapping) -> str:
        """The next page's address as the server gives it, in the answer or in its header; relative ones made whole."""
        link = document.get("@odata.nextLink") or document.get("@nextLink") or _link_header(response)
        return urljoin(str(response.url), str(link)) if link else ""

    def is_ours(self, url: str) -> bool:
        """Whether an address is on the feed's own server; none at all is."""
        root, asked = urlsplit(self.connection.root), urlsplit(url)
        is_open = root.scheme == "https" and asked.scheme != "https"
        return not url or (asked.hostname == root.hostname and not is_open)

    def _refuse_elsewhere(self, url: str) -> None:
        """A link must lead to the feed's own server: it gets the token."""
        asked = urlsplit(url)
        if not self.is_ours(url):
            raise Puzzled(
                f"The server sends us on to {asked.scheme}://{asked.hostname}, which is not where the feed is."
            )

    def _at(self, response: httpx.Response) -> datetime:
        return http_date(response.headers.get("Date")) or self.clock()

    @property
    def _host(self) -> str:
        return urlsplit(self.connection.root).hostname or self.connection.root


def _document(response: httpx.Response) -> object:
    """An answer that may be a web page, for which nothing can be made of it."""
    try:
        return _parsed(response)
    except ValueError:
        return None


def _parsed(response: httpx.Response) -> object:
    return json.loads(response.text, parse_float=Decimal)


def _link_header(response: httpx.Response) -> str:
    return str(response.links.get("next", {}).get("url", ""))


def _reason(response: httpx.Response) -> str:
    """What an error's body says, in one line; it need not be JSON."""
    try:
        said = json.loads(response.text)
    except ValueError:
        return "" if "<" in response.text[:200] else " ".join(response.text.split())[:200]
    error = said.get("error", said) if isinstance(said, dict) else said
    if isinstance(error, dict):
        error = error.get("message") or error.get("error_description") or ""
    return " ".join(str(error).split())[:200]


def _said_of(broken: Exception) -> str:
    if isinstance(broken, NoToken):
        return str(broken)
    if isinstance(broken, httpx.TimeoutException):
        return "it took too long to answer"
    if isinstance(broken, httpx.ConnectError):
        return "nobody answers at its address"
    if isinstance(broken, httpx.TransportError):
        return "the connection broke within the answer"
    return "what it sent could not be read"
