"""`callsheet export DIR`: everything as CSV, with readable headers and no secrets."""

import csv
import json
import stat
from pathlib import Path

import pytest

from callsheet.cli import main
from callsheet.command_line import UNUSABLE
from callsheet.compliance import permissions
from callsheet.home import export
from callsheet.leads.models import Lead
from callsheet.listings.models import Feed, FeedQuota, Source
from tests.web.home.a_full_home import fill
from tests.web.world import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _home_of_its_own(tmp_path, monkeypatch):
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("CALLSHEET_HOME", str(tmp_path / "home"))


@pytest.fixture
def folder(tmp_path) -> Path:
    return tmp_path / "out"


def read(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_every_table_is_a_file(folder, capsys):
    fill()
    assert main(["export", str(folder)]) == 0
    names = {path.stem for path in folder.iterdir()}
    assert names >= {
        "property",
        "listing",
        "owner",
        "phone",
        "lead",
        "attempt",
        "answer",
        "do_not_call_request",
        "person",
    }
    assert f"{len(names)} tables" in capsys.readouterr().out
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_headers_are_words_and_rows_say_whom_they_mean(folder):
    fill()
    export.export(folder)
    [lead] = read(folder, "lead")
    assert (lead["Owner"], lead["Property"]) == ("Harriet Boone", "418 Larkspur Ln")
    assert lead["Expired on known"] == "yes"
    [listing] = read(folder, "listing")
    assert (listing["List price"], listing["On market date"]) == ("459900", "2026-03-11")
    [attempt] = read(folder, "attempt")
    assert attempt["Person"] == "Maya Lindqvist"
    assert attempt["When"] == "2026-11-24T13:05:00+00:00"
    assert attempt["Note"] == "Tired of showings: ¿mañana? 🏡"


def test_words_that_begin_like_a_formula_are_text(folder):
    fill()
    Lead.objects.get().note('=HYPERLINK("http://evil")', None, NOW)
    export.export(folder)
    assert '\'=HYPERLINK("http://evil")' in {note["Text"] for note in read(folder, "note")}
    assert {phone["Number"][:2] for phone in read(folder, "phone")} == {"+1"}


def test_the_proof_is_readable(folder):
    agent = fill()
    owner = Lead.objects.get().owner
    permissions.consent(agent.team, owner, "invited", words="Call me.", on=NOW.date(), by=agent, now=NOW)
    export.export(folder)
    allowed, refused = read(folder, "answer")
    assert (allowed["Owner"], allowed["Allowed"], refused["Allowed"]) == ("Harriet Boone", "yes", "no")
    assert allowed["Seal"] == refused["Previous seal"]
    assert json.loads(allowed["Checks"])[0]["name"] and json.loads(allowed["Facts"])["channel"] == "call"
    assert json.loads(refused["Reasons"])[0]["because"] == refused["Because"]
    [clearance] = read(folder, "clearance")
    assert clearance["Answer ID"] == allowed["ID"] and clearance["Used at"] == "2026-11-24T13:05:00+00:00"
    [request] = read(folder, "do_not_call_request")
    assert (request["Kind"], request["Words"]) == ("asked not to be called", "Take me off.")
    [consent] = read(folder, "consent")
    assert (consent["Kind"], consent["Words"], consent["By"]) == ("asked to be contacted", "Call me.", "Maya Lindqvist")


def test_an_id_of_one_file_is_found_in_another(folder):
    fill()
    export.export(folder)
    assert read(folder, "lead")[0]["Owner ID"] == read(folder, "owner")[0]["ID"]


def test_no_secret_gets_out(folder):
    agent = fill()
    mls = Source.objects.get(team=agent.team, kind="mls")
    Feed.objects.create(team=agent.team, source=mls, kind="reso", name="Alder", made_at=NOW, secrets="a sealed token")
    FeedQuota.objects.create(token="mark of a token")
    export.export(folder)
    assert read(folder, "feed")[0]["Name"] == "Alder"
    [person] = read(folder, "person")
    assert person["Name"] == "Maya Lindqvist"
    everything = "".join(path.read_text(encoding="utf-8-sig") for path in folder.iterdir())
    assert not [secret for secret in (agent.password, "a sealed token", "mark of a token") if secret in everything]
    assert not {"one_time_link", "session", "registry_number"} & {path.stem for path in folder.iterdir()}


def test_nothing_is_overwritten(folder, capsys):
    folder.mkdir()
    (folder / "lead.csv").write_text("mine")
    assert main(["export", str(folder)]) == UNUSABLE
    assert "is not empty" in capsys.readouterr().err
    assert (folder / "lead.csv").read_text() == "mine"


def test_a_place_that_cannot_be_written_is_said(folder, capsys):
    folder.write_text("a file")
    assert main(["export", str(folder)]) == UNUSABLE
    assert "cannot write there" in capsys.readouterr().err


def test_the_counts_are_the_rows(folder):
    fill()
    counts = export.export(folder)
    for model in export.exported():
        assert counts[model._meta.model_name] == len(read(folder, export.file_name(model).removesuffix(".csv")))
    assert sum(counts.values()) > 10


def test_headers_are_unique_in_each_file():
    for model in export.exported():
        headers = export.headers(model)
        assert len(headers) == len(set(headers)), model
