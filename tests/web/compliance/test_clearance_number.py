"""`callsheet clearance NUMBER`: the gate's answer for a number in the database, without storing anything."""

import json

import pytest

from callsheet.cli import main
from callsheet.compliance.models import Answer
from tests.web.compliance.asking import a_question, another
from tests.web.listed import on_registry

pytestmark = pytest.mark.django_db
AT = ["--at", "2026-11-24T08:05:00-05:00"]


@pytest.fixture
def asking():
    return a_question()


def said(capsys, *arguments: str) -> tuple[int, dict]:
    code = main(["clearance", *arguments, "--json", *AT])
    return code, json.loads(capsys.readouterr().out)


def test_a_number_that_may_be_called_exits_0(asking, capsys):
    code, answer = said(capsys, "410-555-0142")
    assert (code, answer["decision"], answer["rule"], answer["all"]) == (0, "allowed", "OK", [])
    assert answer["id"] == "+14105550142"
    assert not Answer.objects.exists()


def test_a_refusal_exits_1_and_says_why(asking, capsys):
    on_registry(asking.number)
    code, answer = said(capsys, asking.number)
    assert (code, answer["decision"], answer["rule"], answer["is_law"]) == (1, "refused", "DNC_NATIONAL", True)


@pytest.mark.parametrize(
    ("options", "rules"),
    [
        (["--channel", "text"], ["CONSENT_TEXT"]),
        (["--channel", "recorded"], ["CONSENT_RECORDED", "CONSENT_STATE_AUTO"]),
        (["--channel", "email"], ["EMAIL_FORM"]),
        (["--launch", "clicked"], ["CONSENT_STATE_AUTO"]),
        (["--launch", "selected_by_machine"], ["CONSENT_STATE_AUTO"]),
        (["--launch", "by_hand"], []),
        (["--channel", "text", "--launch", "clicked"], ["CONSENT_TEXT", "CONSENT_STATE_AUTO"]),
    ],
    ids=" ".join,
)
def test_any_channel_and_launch_can_be_asked_about(asking, capsys, options, rules):
    _, answer = said(capsys, asking.number, *options)
    assert [reason["rule"] for reason in answer["all"]] == rules


def test_a_refusal_for_any_owner_of_the_number_leads(asking, capsys):
    twin = another(asking, asking.number, "77")
    twin.property.listings.update(standard_status="Active", off_market_date=None)
    assert said(capsys, asking.number)[1]["rule"] == "LISTED"


def test_every_refusal_comes_whole(asking, capsys):
    _, answer = said(capsys, asking.number, "--channel", "text", "--launch", "clicked")
    for reason in answer["all"]:
        assert set(reason) == {"rule", "because", "citation", "is_law", "next_allowed_at"}
        assert reason["citation"]
    main(["clearance", asking.number, "--channel", "text", "--launch", "clicked", *AT])
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines[1:]] == [reason["rule"] for reason in answer["all"]]
    assert all(reason["because"] in line for reason, line in zip(answer["all"], lines[1:], strict=True))


def test_a_number_nobody_has_is_refused(asking, capsys):
    assert said(capsys, "4105550199")[1]["rule"] == "LISTED"


@pytest.mark.parametrize("word", ["--channel", "--launch"])
def test_an_unknown_word_exits_2(asking, capsys, word):
    with pytest.raises(SystemExit) as stopped:
        main(["clearance", asking.number, word, "pigeon"])
    assert stopped.value.code == 2
    assert "pigeon" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--channel", "text"], ["--launch", "clicked"]], ids=" ".join)
def test_facts_say_their_own_channel(option, capsys, tmp_path):
    (tmp_path / "facts.jsonl").touch()
    assert main(["clearance", "--facts", str(tmp_path / "facts.jsonl"), *option]) == 2
    assert "each line says its own" in capsys.readouterr().err
