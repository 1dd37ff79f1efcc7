"""A real OData server by other hands, on this machine: started with rows from a CSV file, killed, started again.

Its packages are installed on first use, for testing only; nothing of them belongs to this project.
"""

import csv
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from filelock import FileLock

HERE = Path(__file__).parent / "cap"
SERVE = HERE / "node_modules/.bin/cds-serve"
INSTALL = ("npm", "install", "--ignore-scripts", "--no-package-lock", "--no-audit", "--no-fund", "--loglevel=error")
PATIENCE = 60.0  # seconds until it must answer
SERVICE = "/reso/odata"
PAGE = 250  # rows; vendors give more, which only makes a test slower


def require_node() -> None:
    """Skip where Node is missing; where every optional part is required, fail."""
    if shutil.which("npm") and shutil.which("node"):
        return
    if os.environ.get("CALLSHEET_REQUIRE_ALL"):
        pytest.fail("The tests of live feeds need Node and npm.")
    pytest.skip("No Node here: the tests of live feeds need it for their server.")


def install() -> None:
    """Once a checkout, whichever worker comes first."""
    require_node()
    with FileLock(HERE / ".install.lock"):
        if not SERVE.exists():
            subprocess.run(INSTALL, cwd=HERE, check=True)


class CapServer:
    """The server over some rows. Use it as a context; `url` is its service root."""

    def __init__(self, folder: Path, rows: Sequence[Mapping[str, object]], page: int = PAGE):
        install()
        self.folder, self.port = folder / "cap", free_port()
        shutil.copytree(HERE, self.folder, ignore=shutil.ignore_patterns("node_modules", ".*"))
        (self.folder / "node_modules").symlink_to(HERE / "node_modules")
        service = self.folder / "srv/reso.cds"
        service.write_text(service.read_text().replace("1000", str(page)))
        write_rows(self.folder / "db/data/feed-Property.csv", rows)
        self._originals = {str(row["ListingKey"]): dict(row) for row in rows}
        self._touched: set[str] = set()
        self._process: subprocess.Popen | None = None
        self._http = httpx.Client(timeout=30)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{SERVICE}"

    def __enter__(self) -> "CapServer":
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._http.close()

    def start(self) -> None:
        log = (self.folder / "log.txt").open("ab")
        self._process = subprocess.Popen(
            [SERVE, "--port", str(self.port), "--in-memory"],
            cwd=self.folder, stdout=log, stderr=log, start_new_session=True,
        )  # fmt: skip
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError((self.folder / "log.txt").read_text()[-2_000:])
            time.sleep(0.05)

    def kill(self) -> None:
        """At once, as a power cut would; what was changed since the start is forgotten."""
        if self._process and self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def _answers(self) -> bool:
        try:
            return self._http.get(f"http://127.0.0.1:{self.port}/health").status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    # ---- what happens in the MLS

    def change(self, key: str, **fields: object) -> None:
        self._touched.add(key)
        self._done(self._http.patch(f"{self.url}/Property('{quote(key)}')", json=fields))

    def add(self, **fields: object) -> None:
        self._touched.add(str(fields["ListingKey"]))
        self._done(self._http.post(f"{self.url}/Property", json=fields))

    def delete(self, key: str) -> None:
        self._touched.add(key)
        self._done(self._http.delete(f"{self.url}/Property('{quote(key)}')"))

    def restore(self) -> None:
        """As it was at the start, for the next test."""
        there = self.rows(["ListingKey"])
        for key in sorted(self._touched):
            if key in there:
                self.delete(key)
            if key in self._originals:
                self.add(**self._originals[key])
        self._touched.clear()

    def rows(self, select: Iterable[str] = ()) -> dict[str, dict]:
        """Everything the server has at this moment, by key."""
        url = f"{self.url}/Property" + (f"?$select={','.join(select)}" if select else "")
        found: dict[str, dict] = {}
        while url:
            answer = self._http.get(url).json()
            found |= {row["ListingKey"]: row for row in answer["value"]}
            link = answer.get("@odata.nextLink")
            url = f"{self.url}/{link}" if link else ""
        return found

    def _done(self, response: httpx.Response) -> None:
        assert response.is_success, f"{response.status_code}: {response.text[:300]}"


def write_rows(path: Path, rows: Sequence[Mapping[str, object]]) -> None:
    path.parent.mkdir(parents=True)
    names = list(dict.fromkeys(name for row in rows for name in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names)
        writer.writeheader()
        writer.writerows(
            {name: str(value).lower() if value is True else value for name, value in row.items()} for row in rows
        )


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
