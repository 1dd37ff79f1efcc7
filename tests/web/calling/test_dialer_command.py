"""`callsheet dialer export` and `callsheet dialer results`."""

import csv
import json

import pytest

from callsheet.accounts.models import Person
from callsheet.calling.models import Attempt, DialerList, DialerWord, ResultFile
from callsheet.cli import main
from callsheet.compliance.models import Answer
from tests.web.accounts.colleagues import a_colleague
from tests.web.calling.dialer_world import a_broker, owners_in_virginia
from tests.web.market import a_market
from tests.web.world import NOW

pytestmark = pytest.mark.django_db(transaction=True)
AT = ["--at", NOW.isoformat()]
LATER = ["--at", "2026-11-24T09:30:00-05:00"]


@pytest.fixture
def broker() -> Person:
    return a_broker()


@pytest.fixture
def leads(broker):
    return owners_in_virginia(broker, 3)


@pytest.fixture
def run(capsys):
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["dialer", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


@pytest.fixture
def report(tmp_path):
    """A dialer's call report with these rows."""

    def write(*rows: str, header: str = "Phone,Disposition,Call Time") -> str:
        path = tmp_path / "calls.csv"
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")
        return str(path)

    return write


# ---------------------------------------------------------------- export


def test_it_writes_those_allowed_and_says_until_when(run, leads, tmp_path):
    code, out, _ = run("export", str(tmp_path / "out.csv"), *AT)
    assert code == 0
    assert "3 numbers of 3 asked for, good until 9:05 am Eastern, Nov 24." in out
    with (tmp_path / "out.csv").open(newline="", encoding="utf-8") as file:
        assert [row["Phone"] for row in csv.DictReader(file)] == ["7035550110", "7035550111", "7035550112"]


def test_in_a_folder_it_names_itself(run, leads, tmp_path):
    run("export", str(tmp_path), *AT)
    [path] = tmp_path.iterdir()
    assert path.name == f"callsheet-{DialerList.objects.get().pk}-good-until-9-05-am-eastern-nov-24.csv"


def test_as_json(run, leads, tmp_path):
    code, out, _ = run("export", str(tmp_path / "out.csv"), "--limit", "2", "--launch", "clicked", "--json", *AT)
    assert (code, json.loads(out)) == (
        0,
        {
            "list": DialerList.objects.get().pk,
            "file": str(tmp_path / "out.csv"),
            "launch": "clicked",
            "good_until": "2026-11-24T14:05:00Z",
            "asked": 2,
            "numbers": 2,
            "refused": [],
            "too_soon": 0,
        },
    )


def test_when_none_is_allowed_nothing_is_written_and_the_reasons_are_told(run, broker, tmp_path):
    a_market(broker.team, broker)
    code, out, _ = run("export", str(tmp_path / "out.csv"), "--json", *AT)
    told = json.loads(out)
    assert (code, told["file"], told["numbers"], told["good_until"]) == (1, None, 0, None)
    [reason] = told["refused"]
    assert (reason["rule"], reason["numbers"]) == ("CONSENT_STATE_AUTO", told["asked"])
    assert not (tmp_path / "out.csv").exists()
    code, out, _ = run("export", str(tmp_path / "out.csv"), *AT)
    assert code == 1 and "may go to another dialer" in out and "CONSENT_STATE_AUTO" in out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--limit", "0"), "--limit 0: give a number of leads from 1 to 500."),
        (("--town", "Nowhere"), "Nobody of these may be called at this minute."),
        (("--by", "Otto"), "Say who with --by NAME. Known: Maya Lindqvist."),
    ],
    ids=["limit", "town", "nobody"],
)
def test_what_cannot_be_made_says_what_to_do(run, leads, tmp_path, options, said):
    code, _, err = run("export", str(tmp_path / "out.csv"), *options, *AT)
    assert code == 2 and said in err
    assert not Answer.objects.exists()


def test_a_folder_that_is_not_there_loses_no_list(run, leads, tmp_path):
    code, _, err = run("export", str(tmp_path / "no" / "out.csv"), *AT)
    assert code == 2 and f"List {DialerList.objects.get().pk} is kept" in err


def test_of_several_people_the_broker_hands_over_or_whoever_is_named(run, leads, broker, tmp_path):
    otto = a_colleague(broker.team, "Otto Brandt")
    a_colleague(broker.team, "Tess Okafor", "assistant")
    run("export", str(tmp_path / "one.csv"), "--limit", "1", *AT)
    run("export", str(tmp_path / "two.csv"), "--limit", "1", "--by", "otto brandt", *AT)
    assert list(DialerList.objects.order_by("pk").values_list("by", flat=True)) == [broker.pk, otto.pk]


# ---------------------------------------------------------------- results


@pytest.fixture
def exported(run, leads, tmp_path) -> DialerList:
    run("export", str(tmp_path / "out.csv"), *AT)
    return DialerList.objects.get()


def test_it_takes_the_dials_and_says_what_came(run, exported, report):
    code, out, _ = run("results", report("7035550110,No Answer,11/24/2026 8:10 AM"), *LATER)
    assert code == 0 and "calls.csv: 1 dial kept." in out
    assert Attempt.objects.get().clearance


def test_results_as_json(run, exported, report):
    file = report("7035550110,No Answer,11/24/2026 8:10 AM", "7035550111,Contact,11/24/2026 8:12 AM", "x,Busy,now")
    code, out, _ = run("results", file, "--list", str(exported.pk), "--json", *LATER)
    told = json.loads(out)
    assert code == 1
    assert told.pop("rejected_file").endswith(".rejected.csv")
    assert told == {
        "file": "calls.csv",
        "list": exported.pk,
        "rows": 3,
        "new": 2,
        "unchanged": 0,
        "not_dialed": 0,
        "rejected": 1,
        "words": {"contact": 1},
        "times": 0,
    }


def test_words_and_columns_can_be_said(run, exported, report):
    file = report("7035550110,Contact,11/24/2026 8:10 AM", header="Nummer,Disposition,Wann")
    said = ("--column", "phone=Nummer", "--column", "called_at=Wann", "--word", "contact=not_now")
    code, out, _ = run("results", file, *said, *LATER)
    assert code == 0 and "not known" not in out
    assert Attempt.objects.get().outcome == "not_now" and DialerWord.objects.get().word == "contact"


def test_missing_columns_change_nothing_and_name_those_there(run, exported, report):
    code, _, err = run("results", report("7035550110,Busy,x", header="Nummer,Ende,Wann"), *LATER)
    assert code == 2 and "the file has: Nummer, Ende, Wann." in err
    assert not ResultFile.objects.exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--list", "999"), "--list 999: no such list."),
        (("--time-zone", "Mars"), "--time-zone Mars: write one of America/New_York"),
        (("--column", "phone"), "--column phone: write it as NAME=VALUE."),
        (("--column", "phone=Nummer"), "Nummer: no such column. The file has: Phone, Disposition, Call Time."),
        (("--column", "colour=Phone"), "colour: a column holds one of phone, said, called_at"),
        (("--word", "contact=king"), "Choose how such a call ended."),
    ],
    ids=["list", "zone", "pair", "column", "field", "word"],
)
def test_options_that_cannot_be_used_say_so(run, exported, report, options, said):
    code, _, err = run("results", report("7035550110,Busy,11/24/2026 8:10 AM"), *options, *LATER)
    assert code == 2 and said in err
    assert not Attempt.objects.exists()


@pytest.mark.parametrize("zone", ["Pacific", "America/Los_Angeles"])
def test_the_clock_can_be_said_by_either_name(run, exported, report, zone):
    run("results", report("7035550110,Busy,11/24/2026 5:10 AM"), "--time-zone", zone, *LATER)
    assert Attempt.objects.get().clearance


def test_a_file_that_is_not_there_says_so(run, exported, tmp_path):
    code, _, err = run("results", str(tmp_path / "none.csv"), *LATER)
    assert code == 2 and "Give the dialer's call report." in err
