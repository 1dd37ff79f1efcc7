"""`callsheet serve` as a process: one per home, ends cleanly, leaves nothing behind however it ends."""

import http.client
import re
import signal
import socket
import stat
import sys
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest

from callsheet.home import serve
from tests.web.home.conftest import PATIENCE, Home, Serving, served, started, until, with_a_database

pytestmark = pytest.mark.once

WELCOME = {
    "name": "Maya Lindqvist",
    "brokerage": "Saltmarsh Realty",
    "licence_state": "MD",
    "caller_number": "4105550100",
    "password": "a long enough password",
}


def get(serving: Serving, path: str, host: str = "localhost") -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection("localhost", serving.port, timeout=PATIENCE)
    connection.request("GET", path, headers={"Host": host})
    return connection.getresponse()


def make_account(serving: Serving) -> http.client.HTTPResponse:
    """Fill in the welcome page as a browser would."""
    page = get(serving, serving.link)
    cookie = page.getheader("Set-Cookie").partition(";")[0]
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page.read().decode())[1]
    connection = http.client.HTTPConnection("localhost", serving.port, timeout=PATIENCE)
    headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", serving.link, urlencode(WELCOME | {"csrfmiddlewaretoken": token}), headers)
    return connection.getresponse()


def stop(serving: Serving) -> str:
    """End it and return what it complained about."""
    serving.process.terminate()
    _, complaints = serving.process.communicate(timeout=PATIENCE)
    return complaints


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory, made_database) -> Iterator[tuple[Home, Serving]]:
    """One that is served for several tests, which leave it as it is."""
    home = with_a_database(Home(tmp_path_factory.mktemp("looked-at") / "home"), made_database)
    with served(home) as serving:
        yield home, serving


def test_creates_the_home_and_prints_a_welcome_link(bare_home, serving_bare):
    assert stat.S_IMODE(bare_home.path.stat().st_mode) == 0o700
    assert stat.S_IMODE((bare_home.path / "secret-key").stat().st_mode) == 0o600
    assert re.fullmatch(r"/welcome/[\w-]{40,}/", serving_bare.link)
    page = get(serving_bare, serving_bare.link)
    assert page.status == 200
    assert "Who is calling?" in page.read().decode()


def test_everything_else_is_closed(looked_at):
    _, serving = looked_at
    answer = get(serving, "/me/")
    assert (answer.status, answer.getheader("Location")) == (302, "/accounts/login/?next=/me/")


def test_an_unknown_host_name_is_refused(looked_at):
    _, serving = looked_at
    assert get(serving, "/accounts/login/", host="callsheet.example.com").status == 400


def test_the_welcome_link_works_once(own_home, serving):
    made = make_account(serving)
    assert (made.status, made.getheader("Location")) == (302, "/import/")
    assert "sessionid=" in made.getheader("Set-Cookie")
    assert get(serving, serving.link).status == 410
    stop(serving)
    again = started(own_home.start("serve", "--port", "0"))
    try:
        assert again.link == "/"
    finally:
        stop(again)


def test_a_second_one_on_the_same_home_says_who_holds_it(looked_at):
    home, serving = looked_at
    second = home.run("serve", "--port", "0")
    assert second.returncode == 2
    assert f"process {serving.process.pid} serves it" in second.stderr
    assert serving.answers()


def test_a_port_in_use_is_said(own_home):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        refused = own_home.run("serve", "--port", str(port))
    assert refused.returncode == 2
    assert f"port {port}" in refused.stderr
    assert "--port" in refused.stderr


@pytest.mark.parametrize("port", ["70000", "-1"])
def test_a_port_that_cannot_be_is_said(own_home, port):
    refused = own_home.run("serve", f"--port={port}")
    assert refused.returncode == 2
    assert "from 1 to 65535" in refused.stderr


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_stops_cleanly(serving, how):
    serving.process.send_signal(how)
    _, complaints = serving.process.communicate(timeout=PATIENCE)
    assert serving.process.returncode == 0
    assert "Traceback" not in complaints
    assert not serving.answers()


@pytest.mark.skipif(sys.platform == "win32", reason="SIGHUP is a matter of POSIX terminals")
def test_ends_with_its_terminal(serving):
    serving.process.send_signal(signal.SIGHUP)
    serving.process.communicate(timeout=PATIENCE)
    assert not serving.answers()


def test_kill_9_leaves_nothing_on_the_port(own_home, serving):
    serving.process.kill()
    serving.process.wait(timeout=PATIENCE)
    until(lambda: not serving.answers(), "the children end with their parent")
    again = started(own_home.start("serve", "--port", str(serving.port)))
    try:
        assert again.port == serving.port
        assert again.answers()
    finally:
        again.process.terminate()
        again.process.communicate(timeout=PATIENCE)


def test_other_machines_need_an_account_first(own_home):
    refused = own_home.run("serve", "--host", "0.0.0.0", "--port", "0", CALLSHEET_ALLOWED_HOSTS="callsheet.lan")
    assert refused.returncode == 2
    assert "nobody here has a password yet" in refused.stderr


def test_other_machines_need_named_hosts_and_a_warning(own_home, serving):
    make_account(serving)
    stop(serving)
    refused = own_home.run("serve", "--host", "0.0.0.0", "--port", "0")
    assert refused.returncode == 2
    assert "CALLSHEET_ALLOWED_HOSTS=" in refused.stderr
    process = own_home.start("serve", "--host", "0.0.0.0", "--port", "0", CALLSHEET_ALLOWED_HOSTS="callsheet.lan")
    open_to_all = started(process)
    try:
        assert get(open_to_all, "/accounts/login/", host="callsheet.lan").status == 200
        assert get(open_to_all, "/accounts/login/", host="elsewhere.lan").status == 400
    finally:
        complaints = stop(open_to_all)
    assert "plain HTTP" in complaints


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),
        ("192.168.1.20", False),
        ("::", False),
        ("callsheet.lan", False),
    ],
)
def test_only_this_machine_is_loopback(host, is_loopback):
    assert serve.is_loopback(host) is is_loopback


def test_a_start_removes_the_list_files_that_no_row_names(own_home):
    folder = own_home.path / "registry"
    folder.mkdir(mode=0o700)
    half = folder / "US-20261101-0badc0de.bits"
    half.write_bytes(b"a load that was killed")
    process = own_home.start("serve", "--port", "0")
    try:
        started(process)
        assert not half.exists()
    finally:
        process.kill()
        process.communicate()
