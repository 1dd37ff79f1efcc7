"""Results of another dialer: dials become attempts, words are asked once, and what cannot be kept comes back."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from callsheet.accounts.models import Person
from callsheet.calling import attempts, dialer_lists, dialer_results
from callsheet.calling.dialer_lists import Choice
from callsheet.calling.dialer_results import Brought, ColumnsMissing
from callsheet.calling.models import Attempt, DialerList, DialerResult, DialerWord, ResultFile
from callsheet.compliance import gate
from callsheet.compliance.models import CountedDial, DoNotCallRequest
from callsheet.core.errors import UnusableInput
from callsheet.home import doctor
from callsheet.leads.models import Lead
from callsheet.listings.kept_files import uploads
from tests.web.accounts.colleagues import a_colleague
from tests.web.calling.dialer_world import a_broker, a_second_number, owners_in_virginia
from tests.web.listed import on_registry
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db
HEADER = "Phone,Disposition,Call Time,Duration,Notes,Agent"
AFTER = NOW + timedelta(minutes=50)
ZONE = "America/New_York"


@pytest.fixture
def broker(client, monkeypatch) -> Person:
    monkeypatch.setattr("callsheet.clock.now", lambda: AFTER)
    broker = a_broker()
    client.force_login(broker)
    return broker


@pytest.fixture
def leads(broker) -> list[Lead]:
    return owners_in_virginia(broker, 3)


@pytest.fixture
def made(broker, leads) -> DialerList:
    return dialer_lists.make(Choice("selected_by_machine"), broker, NOW)


def line(number: int, said: str, clock: str = "8:10 AM", rest: str = "20,,") -> str:
    return f"703555{number:04},{said},11/24/2026 {clock},{rest}"


def told(*lines: str, header: str = HEADER) -> bytes:
    return "\n".join([header, *lines, ""]).encode()


def bring(made: DialerList | None, by: Person, *lines: str, header: str = HEADER) -> ResultFile:
    return dialer_results.receive(Brought(told(*lines, header=header), "calls.csv", ZONE, made), by, AFTER)


def at(clock_minute: int) -> datetime:
    """So many minutes after eight in Virginia."""
    return datetime(2026, 11, 24, 13, clock_minute, tzinfo=UTC)


def counts(file: ResultFile) -> tuple[int, ...]:
    return (file.rows, file.new, file.unchanged, file.not_dialed, file.rejected)


# ---------------------------------------------------------------- a dial


def test_a_dial_within_its_permission_is_a_cleared_attempt(made, broker, leads):
    file = bring(made, broker, line(110, "No Answer", rest="21,Rang out,"))
    attempt = Attempt.objects.get()
    entry = made.entries.get(number="+17035550110")
    assert (attempt.lead, attempt.clearance, attempt.is_reported) == (leads[0], entry.clearance, False)
    assert (attempt.at, attempt.outcome_at) == (at(10), at(10) + timedelta(seconds=21))
    assert (attempt.outcome, attempt.note, attempt.seconds, attempt.person) == ("no_answer", "Rang out", 21, broker)
    assert entry.clearance.used_at == at(10)
    assert CountedDial.objects.get().at == at(10)
    assert counts(file) == (1, 1, 0, 0, 0)


def test_the_cadence_follows_as_from_the_call_screen(made, broker, leads):
    bring(made, broker, line(110, "No Answer"))
    lead = Lead.objects.get(pk=leads[0].pk)
    assert (lead.attempts, lead.last_attempt_at) == (1, at(10) + timedelta(seconds=20))
    assert lead.due_at > AFTER
    assert lead.follow_ups.open().get().kind == "call"


def test_do_not_call_binds_at_once(made, broker, leads):
    bring(made, broker, line(110, "DNC", rest='20,"Take me off your list",'))
    asked = DoNotCallRequest.objects.get()
    assert (asked.owner, asked.number, asked.words) == (leads[0].owner, "+17035550110", "Take me off your list")
    assert not Lead.objects.get(pk=leads[0].pk).by_phone or Lead.objects.get(pk=leads[0].pk).state == "closed"


def test_a_wrong_number_is_learnt(made, broker, leads):
    bring(made, broker, line(110, "Bad Number"))
    assert leads[0].owner.phones.get().finding == "wrong"


def test_the_agent_of_the_file_is_whose_attempt_it_is(made, broker):
    otto = a_colleague(broker.team, "Otto Brandt")
    bring(made, broker, line(110, "Busy", rest="20,,OTTO BRANDT"), line(111, "Busy", rest="20,,Nobody Here"))
    people = dict(Attempt.objects.values_list("number", "person"))
    assert people == {"+17035550110": otto.pk, "+17035550111": broker.pk}


@pytest.mark.parametrize("clock", ["9:05 AM", "9:30 AM"], ids=["at its end", "later"])
def test_a_dial_after_the_end_is_reported(made, broker, clock):
    later = NOW + timedelta(hours=2)
    brought = Brought(told(line(110, "No Answer", clock)), "calls.csv", ZONE, made)
    dialer_results.receive(brought, broker, later)
    attempt = Attempt.objects.get()
    assert attempt.is_reported and attempt.clearance is None and attempt.refused is None
    assert CountedDial.objects.get().clearance is None


def test_a_second_dial_of_a_number_is_reported(made, broker):
    file = bring(made, broker, line(110, "No Answer"), line(110, "No Answer", "8:30 AM"))
    assert file.new == 2
    assert list(Attempt.objects.order_by("at").values_list("is_reported", flat=True)) == [False, True]


def test_a_dial_past_a_refusal_names_it(broker, leads):
    on_registry("+17035550190", copied_on=NOW.date() - timedelta(days=5))
    a_second_number(leads[0])
    made = dialer_lists.make(Choice("selected_by_machine", numbers="all"), broker, NOW)
    bring(made, broker, line(190, "No Answer"))
    attempt = Attempt.objects.get()
    assert attempt.is_reported and attempt.refused.rule == "DNC_NATIONAL"


def test_a_recording_played_into_a_voicemail_was_not_what_was_cleared(made, broker):
    bring(made, broker, line(110, "Drop Voicemail"), line(111, "Left voicemail"))
    told_of = dict(Attempt.objects.values_list("number", "is_reported"))
    assert told_of == {"+17035550110": True, "+17035550111": False}
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"left_voicemail"}


def test_rows_without_a_call_make_no_attempt(made, broker):
    file = bring(made, broker, "7035550110,Skipped,,,,", line(111, "Busy"))
    assert counts(file) == (2, 1, 0, 1, 0)
    assert Attempt.objects.get().number == "+17035550111"


def test_the_same_file_twice_changes_nothing(made, broker, leads):
    lines = (line(110, "No Answer"), line(111, "DNC"), line(112, "Contact"))
    bring(made, broker, *lines)
    before = list(Attempt.objects.order_by("pk").values()), list(Lead.objects.order_by("pk").values())
    again = bring(made, broker, *lines)
    assert counts(again) == (3, 0, 3, 0, 0)
    assert (list(Attempt.objects.order_by("pk").values()), list(Lead.objects.order_by("pk").values())) == before


def test_rows_are_taken_in_the_order_of_the_calls(made, broker, leads):
    bring(made, broker, line(110, "Hot Lead", "8:30 AM"), line(110, "No Answer", "8:10 AM"))
    lead = Lead.objects.get(pk=leads[0].pk)
    assert (lead.attempts, lead.mood) == (2, "nurture")
    assert lead.last_attempt_at == at(30) + timedelta(seconds=20)


# ---------------------------------------------------------------- after a later outcome


@pytest.fixture
def spoken_with(made, broker, leads) -> Lead:
    """Maya spoke with Harriet by hand at 8:45, after the dialer's call of 8:10."""
    attempts.record(leads[0], "not_now", broker, at(45), seen=0, phone=leads[0].owner.phones.get())
    return Lead.objects.get(pk=leads[0].pk)


def test_an_earlier_dial_counts_and_plans_nothing(made, broker, spoken_with):
    bring(made, broker, line(110, "No Answer"))
    lead = Lead.objects.get(pk=spoken_with.pk)
    assert (lead.attempts, lead.touches) == (spoken_with.attempts + 1, spoken_with.touches + 1)
    assert (lead.due_at, lead.mood, lead.last_attempt_at) == (spoken_with.due_at, "wants_to_sell", at(45))
    assert Attempt.objects.get(at=at(10)).outcome == "no_answer"


def test_but_a_request_for_no_calls_binds_whenever_it_was(made, broker, spoken_with):
    bring(made, broker, line(110, "Do Not Call"))
    assert DoNotCallRequest.objects.get().owner == spoken_with.owner
    lead = Lead.objects.get(pk=spoken_with.pk)
    assert not lead.by_phone or lead.state == "closed"


# ---------------------------------------------------------------- what is left to a person


def test_a_word_nobody_knows_leaves_the_dial_open_and_counted(made, broker, leads):
    bring(made, broker, line(110, "Contact"), line(111, "CONTACT"))
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {""}
    assert CountedDial.objects.count() == 2
    assert dialer_results.waiting(broker.team).words == {"contact": 2}
    assert Lead.objects.get(pk=leads[0].pk).attempts == 0


def test_explained_once_it_closes_those_and_is_known_for_later_files(made, broker, leads):
    bring(made, broker, line(110, "Contact", rest="20,Wants to wait,"))
    assert dialer_results.explain("Contact", "not_now", broker, AFTER) == 1
    attempt = Attempt.objects.get()
    assert (attempt.outcome, attempt.outcome_at, attempt.note) == (
        "not_now",
        at(10) + timedelta(seconds=20),
        "Wants to wait",
    )
    bring(made, broker, line(111, "contact"))
    assert set(Attempt.objects.values_list("outcome", flat=True)) == {"not_now"}
    assert dialer_results.waiting(broker.team).words == {}
    assert DialerWord.objects.get().by == broker


def test_explained_otherwise_later_only_later_files_follow(made, broker):
    bring(made, broker, line(110, "Contact"))
    dialer_results.explain("Contact", "not_now", broker, AFTER)
    assert dialer_results.explain("Contact", "not_selling", broker, AFTER) == 0
    bring(made, broker, line(111, "Contact"))
    outcomes = dict(Attempt.objects.values_list("number", "outcome"))
    assert outcomes == {"+17035550110": "not_now", "+17035550111": "not_selling"}


@pytest.mark.parametrize("outcome", ["owner_called", "", "king"])
def test_a_word_means_an_outcome_of_a_dial(made, broker, outcome):
    with pytest.raises(UnusableInput, match="Choose how such a call ended"):
        dialer_results.explain("Contact", outcome, broker, AFTER)
    assert not DialerWord.objects.exists()


def test_another_teams_words_are_theirs(made, broker):
    stranger = a_colleague(a_team("Heron Homes"), "Ann Roth", "broker")
    dialer_results.explain("Contact", "lead", stranger, AFTER)
    bring(made, broker, line(110, "Contact"))
    assert Attempt.objects.get().outcome == ""


def test_an_appointment_with_its_time_is_kept(made, broker, leads):
    header = f"{HEADER},Appointment Date"
    bring(made, broker, line(110, "Appt Set", rest="90,,,11/25/2026 5:30 PM"), header=header)
    appointment = leads[0].appointments.get()
    assert appointment.at == datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert Attempt.objects.get().appointment == appointment


@pytest.mark.parametrize(
    ("said", "when"), [("Appt Set", ""), ("Call Back", "soon"), ("Call Back", "11/24/2026 8:15 AM")],
    ids=["no time", "no moment", "past"],
)  # fmt: skip
def test_without_a_usable_time_a_person_is_asked(client, made, broker, leads, said, when):
    bring(made, broker, line(110, said, rest=f"90,,,{when}"), header=f"{HEADER},Callback Date")
    assert Attempt.objects.get().outcome == ""
    [row] = dialer_results.waiting(broker.team, made).times
    assert row.said == said
    page = client.get(f"/dialer-lists/{made.pk}/")
    assert f'href="/call/{leads[0].pk}/"' in page.text and "Harriet Boone" in page.text


def test_the_call_screen_then_closes_that_dial(client, made, broker, leads):
    bring(made, broker, line(110, "Call Back"))
    lead = leads[0]
    client.post(
        f"/call/{lead.pk}/outcome/",
        {"outcome": "call_back", "seen": 0, "when": "Wednesday 5:30 pm", "phone": lead.owner.phones.get().pk},
    )
    attempt = Attempt.objects.get()
    assert attempt.outcome == "call_back" and attempt.dialer_result
    assert dialer_results.waiting(broker.team).times == []


def test_a_dial_of_the_other_dialer_does_not_ring_on_the_call_screen(client, made, broker, leads):
    bring(made, broker, line(110, "Contact", "8:50 AM"))
    page = client.get(f"/call/{leads[0].pk}/")
    assert "is-live" not in page.text and "tel:" not in page.text


# ---------------------------------------------------------------- what cannot be kept


def rejected_rows(file: ResultFile) -> list[dict[str, str]]:
    text = (uploads() / file.rejected_file).read_text(encoding="utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize(
    ("row", "column", "value", "repair"),
    [
        ("555-0110,Busy,11/24/2026 8:10 AM,,,", "Phone", "555-0110", "The area code is missing"),
        ("7035550110,,11/24/2026 8:10 AM,,,", "Disposition", "", "Write how the call ended"),
        ("7035550110,Busy,this morning,,,", "Call Time", "this morning", "Write the day and the time"),
        ("7035550199,Busy,11/24/2026 8:10 AM,,,", "Phone", "(703) 555-0199", "The number is not on this list"),
        ("7035550110,Busy,11/24/2026 7:10 AM,,,", "Call Time", "2026-11-24 07:10", "older than the list"),
        ("7035550110,Busy,11/24/2026 11:10 AM,,,", "Call Time", "2026-11-24 11:10", "still to come"),
    ],
    ids=["no area code", "no end", "no time", "not on it", "too early", "to come"],
)
def test_a_row_that_cannot_be_kept_comes_back(client, made, broker, row, column, value, repair):
    file = bring(made, broker, row, line(111, "Busy"))
    assert counts(file) == (2, 1, 0, 0, 1)
    [rejected] = rejected_rows(file)
    assert (rejected["Line"], rejected["Column"], rejected["It says"]) == ("2", column, value)
    assert repair in rejected["What to do"]
    sent = client.get(f"/dialer-lists/results/{file.pk}/rejected.csv")
    assert repair in b"".join(sent.streaming_content).decode()


def test_mended_they_can_be_brought_again(made, broker):
    file = bring(made, broker, "7035550110,Busy,this morning,20,Rang,")
    mended = (
        (uploads() / file.rejected_file).read_text(encoding="utf-8").replace("this morning", "11/24/2026 8:10 AM", 1)
    )
    again = dialer_results.receive(Brought(mended.encode(), "mended.csv", ZONE, made), broker, AFTER)
    assert counts(again) == (1, 1, 0, 0, 0)
    assert Attempt.objects.get().note == "Rang"


def test_without_a_list_it_is_found_by_the_number_and_the_newest_before_the_call(broker, leads, made):
    later = NOW + timedelta(minutes=70)
    second = dialer_lists.make(Choice("selected_by_machine"), broker, later)
    lines = told(line(110, "Busy", "8:10 AM"), line(110, "Busy", "9:20 AM"))
    dialer_results.receive(Brought(lines, "all.csv", ZONE), broker, later + timedelta(minutes=30))
    lists = list(DialerResult.objects.order_by("called_at").values_list("entry__list", flat=True))
    assert lists == [made.pk, second.pk]


def test_our_own_ids_in_the_file_are_believed(broker, leads, made):
    second = dialer_lists.make(Choice("selected_by_machine"), broker, NOW + timedelta(minutes=61))
    lines = told(line(110, "Busy", "9:20 AM", f"20,,,{made.pk}"), header=f"{HEADER},List ID")
    dialer_results.receive(Brought(lines, "all.csv", ZONE), broker, NOW + timedelta(hours=2))
    assert DialerResult.objects.get().entry.list == made != second


def test_numbers_of_another_teams_list_are_on_none(broker, made):
    stranger = a_colleague(a_team("Heron Homes"), "Ann Roth", "broker")
    file = bring(None, stranger, line(110, "Busy"))
    assert counts(file) == (1, 0, 0, 0, 1)
    assert not Attempt.objects.exists()


def test_the_clock_of_the_file_can_be_said(made, broker):
    brought = Brought(told(line(110, "Busy", "5:10 AM")), "calls.csv", "America/Los_Angeles", made)
    dialer_results.receive(brought, broker, AFTER)
    assert Attempt.objects.get().at == at(10)


# ---------------------------------------------------------------- the columns


ODD = "Nummer,Ende,Wann"


def test_a_header_that_does_not_tell_is_asked_about(made, broker):
    with pytest.raises(ColumnsMissing) as problem:
        bring(made, broker, "7035550110,Busy,11/24/2026 8:10 AM", header=ODD)
    assert "phone number, how the call ended, when the call was" in str(problem.value)
    waiting = problem.value.file
    assert dialer_results.header_of(waiting) == (("Nummer", "Ende", "Wann"), {})
    assert not Attempt.objects.exists()


def test_answered_it_is_taken_and_remembered(made, broker):
    with pytest.raises(ColumnsMissing) as problem:
        bring(made, broker, "7035550110,Busy,11/24/2026 8:10 AM", header=ODD)
    columns, kept = {"phone": "Nummer", "said": "Ende", "called_at": "Wann"}, problem.value.file.kept_as
    assert (uploads() / kept).is_file()
    file = dialer_results.receive_again(problem.value.file, columns, broker, AFTER)
    assert counts(file) == (1, 1, 0, 0, 0)
    assert file.kept_as == "" and not (uploads() / kept).exists()
    assert counts(bring(made, broker, "7035550111,Busy,11/24/2026 8:10 AM", header=ODD)) == (1, 1, 0, 0, 0)


def test_an_answer_without_an_essential_is_refused(made, broker):
    with pytest.raises(ColumnsMissing) as problem:
        bring(made, broker, "7035550110,Busy,11/24/2026 8:10 AM", header=ODD)
    with pytest.raises(UnusableInput, match="Say which column holds: when the call was"):
        dialer_results.receive_again(problem.value.file, {"phone": "Nummer", "said": "Ende"}, broker, AFTER)


def test_too_many_rows_are_refused(made, broker, monkeypatch):
    monkeypatch.setattr(dialer_results, "MOST_ROWS", 1)
    with pytest.raises(UnusableInput, match=r"calls\.csv has 2 rows; bring at most 1 at once"):
        bring(made, broker, line(110, "Busy"), line(111, "Busy"))


# ---------------------------------------------------------------- through the page


def send(client, address: str, content: bytes, **more):
    return client.post(address, {"file": SimpleUploadedFile("calls.csv", content), **more}, follow=True)


def test_the_page_takes_a_file_and_says_what_came(client, made, broker):
    page = send(client, f"/dialer-lists/{made.pk}/results/", told(line(110, "No Answer"), line(111, "Contact")))
    assert "calls.csv: 2 dials kept." in page.text
    assert "What do these words mean?" in page.text and "1 dial waits for it" in page.text
    assert page.context["page"].outcomes == (("No answer", 1),)


def test_a_word_is_explained_there(client, made, broker):
    send(client, f"/dialer-lists/{made.pk}/results/", told(line(110, "Contact")))
    page = client.post("/dialer-lists/words/", {"word": "contact", "outcome": "not_now"}, follow=True)
    assert "“contact” is known from now on; 1 dial recorded." in page.text
    assert Attempt.objects.get().outcome == "not_now"


def test_without_an_answer_nothing_is_kept(client, made, broker):
    page = client.post("/dialer-lists/words/", {"word": "contact", "outcome": ""}, follow=True)
    assert "Choose how such a call ended." in page.text and not DialerWord.objects.exists()


def test_a_file_of_any_list_is_taken_too(client, made, broker):
    page = send(client, "/dialer-lists/results/", told(line(110, "Busy")), time_zone=ZONE)
    assert page.redirect_chain[-1][0] == "/dialer-lists/"
    assert Attempt.objects.get().outcome == "busy"


def test_unknown_columns_are_asked_with_the_guess_filled_in(client, made, broker):
    content = told("7035550110,Busy,11/24/2026 8:10 AM", header="Phone,Ende,Wann")
    page = send(client, f"/dialer-lists/{made.pk}/results/", content)
    address = page.redirect_chain[-1][0]
    assert "Which column is which?" in page.text and "<option selected>Phone</option>" in page.text
    again = client.post(address, {"phone": "Phone", "said": "Ende"}, follow=True)
    assert "Say which column holds: when the call was." in again.text
    done = client.post(address, {"phone": "Phone", "said": "Ende", "called_at": "Wann"}, follow=True)
    assert done.redirect_chain[-1][0] == f"/dialer-lists/{made.pk}/"
    assert Attempt.objects.get().outcome == "busy"
    assert client.get(address).url == f"/dialer-lists/{made.pk}/"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "The file is empty."), (b"%PDF-1.7 x", "calls.csv is a PDF"), (b"\x89PNG\r\n", "it is a picture")],
    ids=["empty", "pdf", "picture"],
)
def test_what_is_no_table_is_said(client, made, broker, content, said):
    assert said in send(client, f"/dialer-lists/{made.pk}/results/", content).text


def test_no_file_is_said(client, made, broker):
    page = client.post(f"/dialer-lists/{made.pk}/results/", follow=True)
    assert "Choose the file first." in page.text


def test_another_teams_files_are_not_there(client, made, broker):
    file = bring(made, broker, "x,Busy,11/24/2026 8:10 AM,,,")
    client.force_login(a_colleague(a_team("Heron Homes"), "Ann Roth", "broker"))
    assert client.get(f"/dialer-lists/results/{file.pk}/").status_code == 404
    assert client.get(f"/dialer-lists/results/{file.pk}/rejected.csv").status_code == 404


def test_a_list_whose_results_are_not_back_says_so(client, made, broker, monkeypatch):
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(hours=2))
    assert "No results are back." in client.get(f"/dialer-lists/{made.pk}/").text
    bring(made, broker, line(110, "Busy"))
    assert "No results are back." not in client.get(f"/dialer-lists/{made.pk}/").text


def test_doctor_names_lists_without_results(made, broker):
    assert not list(doctor.dialer_lists(NOW + timedelta(minutes=30)))
    [said] = doctor.dialer_lists(NOW + timedelta(hours=25))
    assert said.because.startswith("1 list for another dialer")
    bring(made, broker, line(110, "Busy"))
    assert not list(doctor.dialer_lists(NOW + timedelta(hours=25)))


def test_the_chain_holds_after_all_of_it(made, broker):
    bring(made, broker, line(110, "Busy"), line(111, "DNC"), line(112, "Contact"))
    assert gate.verify_chain(broker.team) == []
