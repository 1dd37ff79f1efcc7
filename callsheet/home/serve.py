"""Serving the home: the web app and the background work, as processes that live and die with this one."""

import ipaddress
import multiprocessing
import os
import signal
import socket
import threading
import time
from contextlib import suppress
from datetime import datetime

from django.conf import settings
from django.db import connections
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from callsheet.accounts import links
from callsheet.accounts.models import Person
from callsheet.command_line import stderr
from callsheet.compliance import registry
from callsheet.core.errors import UnusableInput
from callsheet.home import child
from callsheet.home.background import BackgroundWork

APPLICATION = "callsheet.wsgi.application"
THREADS = min(8, 2 * (os.cpu_count() or 1) + 1)  # in one process: SQLite has one writer
PATIENCE = 3.0  # seconds a port may still be busy with the end of a killed `serve`


def serve(host: str, port: int, path: str = "/") -> int:
    """Serve until SIGINT or SIGTERM; prints the address with `path`, which may be a one-time link.

    The caller holds the home (`lock.hold_home`) and has prepared its database. Raises UnusableInput when the address
    cannot be served.
    """
    refuse_unsafe(host)
    port = free_port(host, port)
    registry.sweep()  # nobody has a list mapped before the first process is started
    connections.close_all()
    multiprocessing.set_start_method("spawn", force=True)
    server = _server(host, port)
    threading.Thread(target=_announce, args=(host, port, path), name="announce", daemon=True).start()
    with BackgroundWork():
        server.serve(target_loader=child.load)
    return 0


def welcome_path(now: datetime) -> str:
    """Where the first person of an empty home starts; `/` once there is somebody."""
    return "/" if Person.objects.exists() else f"/welcome/{links.make_link('welcome', None, now)}/"


def sign_in_path(person: Person, now: datetime) -> str:
    """A one-time link that signs this person in."""
    return f"/sign-in/{links.make_link('sign_in', person, now)}/"


def is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def refuse_unsafe(host: str) -> None:
    """Other machines may come in only by a name that was chosen, and only where somebody has a password.

    Raises UnusableInput that says what to do; warns that plain HTTP can be read on the way.
    """
    if is_loopback(host):
        return
    if not any(person.has_usable_password() for person in Person.objects.all()):
        raise UnusableInput(
            f"--host {host} lets other machines in, and nobody here has a password yet. "
            "Run `callsheet serve` first, open the welcome link on this machine and choose one."
        )
    if not settings.NAMED_HOSTS:
        raise UnusableInput(
            f"--host {host} lets other machines in: say by which names, "
            f"such as CALLSHEET_ALLOWED_HOSTS=callsheet.example.com callsheet serve --host {host}"
        )
    stderr.print(
        "Warning: this is plain HTTP, and whoever is on the network can read it, passwords included. "
        "Put a proxy with a certificate before it; docs/self-hosting.md shows how.",
        markup=False,
    )


def free_port(host: str, port: int) -> int:
    """The port to serve on, for 0 one that is free. Raises UnusableInput when it, or the host, is not to be had."""
    if not 0 <= port <= 65535:
        raise UnusableInput(f"--port {port}: choose a port from 1 to 65535.")
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
            with socket.create_server((host, port), family=family) as taken:
                return taken.getsockname()[1]
        except OSError as problem:
            if time.monotonic() > deadline:
                raise UnusableInput(
                    f"Cannot serve on {host} port {port}: {problem.strerror}. Choose another with --port."
                ) from None
            time.sleep(0.1)


def address(host: str, port: int) -> str:
    """What to type into a browser on this machine, or the first name other machines may use."""
    name = "localhost" if is_loopback(host) else settings.NAMED_HOSTS[0].lstrip(".*")
    return f"http://{name}:{port}"


def _server(host: str, port: int) -> Granian:
    server = Granian(
        APPLICATION,
        address="127.0.0.1" if host == "localhost" else host,
        port=port,
        interface=Interfaces.WSGI,
        blocking_threads=THREADS,
        respawn_failed_workers=True,
        workers_kill_timeout=5,
        log_level=LogLevels.warning,
    )
    server.on_startup(lambda: _end_with_terminal(server))
    return server


def _end_with_terminal(server: Granian) -> None:
    """A closed terminal ends `serve`, where granian would start its workers anew; `nohup` still keeps it alive."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)


def _announce(host: str, port: int, path: str) -> None:
    """Print the address once somebody answers there, so that a click never comes too early."""
    local = "127.0.0.1" if host in {"localhost", "0.0.0.0"} else host
    while True:
        with suppress(OSError), socket.create_connection((local, port), timeout=1):
            break
        time.sleep(0.05)
    print(f"Callsheet is at {address(host, port)}/", flush=True)
    if path != "/":
        print(f"Open this link, it works once: {address(host, port)}{path}", flush=True)
    print("Ctrl-C stops it.", flush=True)
