"""Do-not-call lists in the browser: how each stands, what is needed, bringing one, and a doubtful one."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from callsheet import clock
from callsheet.accounts.models import Person
from callsheet.compliance import list_uploads, registry_store
from callsheet.compliance.models import ListLoad, RegistryCopy
from callsheet.compliance.registry import check, status
from callsheet.compliance.tasks import load_list_task
from tests.web.listed import a_registry_copy, on_registry
from tests.web.world import NOW, a_home, a_team, an_agent, an_owner

pytestmark = pytest.mark.django_db

TEN = "".join(f"41055501{line:02}\n" for line in range(10))


@pytest.fixture(autouse=True)
def _home_of_its_own(settings, tmp_path):
    settings.HOME = tmp_path / "home"
    yield
    registry_store._mapped.clear()


@pytest.fixture
def boone(maya):
    """A home in Maryland whose owner gets mail in Colorado and has a number there as well."""
    home = a_home(maya.team)
    owner = an_owner(home, mailing_state="CO")
    owner.phones.create(number="+13035550142", rank=2, reported_at=NOW)
    return owner


def text(client) -> str:
    """The page as it reads, without its markup."""
    page = re.sub(r"<[^>]+>", " ", client.get("/lists/").text)
    return re.sub(r"\s+", " ", page)


def bring(client, *files: tuple[str, str], **given):
    uploads = [SimpleUploadedFile(name, data.encode()) for name, data in files]
    form = {"list": "US", "kind": "full", **given}
    return client.post("/lists/", form | ({"files": uploads} if uploads else {}), follow=True)


def read() -> ListLoad:
    """Do the background work of the newest load."""
    load = ListLoad.objects.latest("pk")
    load_list_task.call(load.pk)
    load.refresh_from_db()
    return load


def kept() -> list:
    return [path for path in list_uploads.uploads().rglob("*") if path.is_file()]


# ---------------------------------------------------------------- how each stands


def test_nothing_is_loaded_yet(client, boone):
    page = text(client)
    assert "The do-not-call registry is not loaded" in page
    assert "2 of your 2 numbers cannot be checked" in page
    assert "410 Maryland 1 of your numbers Not loaded" in page
    assert "How to get the registry, in four steps" in page


@pytest.mark.parametrize(
    ("copied_on", "heading", "row"),
    [
        (date(2026, 11, 19), "The registry is loaded, good until Dec 20", "Until Dec 20"),
        (date(2026, 10, 30), "The registry is loaded, good until Nov 30", "Until Nov 30, 6 days left"),
        (date(2026, 10, 24), "The registry is loaded, good until Nov 24", "Until Nov 24, today is its last day"),
        (date(2026, 10, 23), "1 registry copy too old", "Too old since Nov 23"),
    ],
)
def test_how_long_a_copy_counts(client, boone, copied_on, heading, row):
    a_registry_copy("410", copied_on)
    page = text(client)
    assert heading in page and row in page


def test_area_codes_that_nobody_of_ours_has_stand_apart(client, boone):
    a_registry_copy("410")
    a_registry_copy("907")
    assert "1 more area code loaded that no owner of yours has" in text(client)


def test_a_states_own_list_says_why_it_is_needed(client, boone):
    assert "Colorado C.R.S. 6-1-904, 6-1-905 For mail of 1 owner, 1 number Not loaded" in text(client)
    assert "The own list of Colorado is needed too, and not loaded." in text(client)
    on_registry("+13035550199", list="CO")
    assert "is needed too" not in text(client)
    assert "1 area code, 0 numbers Copy of Nov 19 Until Dec 20" in text(client)


def test_a_list_that_comes_out_once_a_quarter_counts_longer(client, maya):
    a_registry_copy("317", date(2026, 8, 25), list="IN")
    assert "Until Nov 25, 1 day left" in text(client)


def test_a_file_that_is_gone_says_so(client, boone):
    a_registry_copy("410")
    for path in registry_store.folder().glob("*.bits"):
        path.unlink()
    registry_store._mapped.clear()
    page = text(client)
    assert "The registry’s file is gone" in page and "Its file is gone" in page


def test_the_needs_of_another_team_are_not_ours(client, boone, others):
    page = text(client)
    assert "1 of your 2 numbers cannot be checked" in page
    assert "2 more area codes loaded that no owner of yours has" in page


def test_the_queries_do_not_grow_with_the_lists(client, boone):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get("/lists/")
        return len(seen)

    a_registry_copy("410")
    few = queries()
    for area in ("201", "202", "203", "205"):
        a_registry_copy(area)
    on_registry("+13035550199", list="CO")
    an_owner(a_home(boone.team, "9"), "Agnes Doyle", "+12015550142", mailing_state="TX")
    assert queries() <= few + 1  # the state's own file is looked for as well


# ---------------------------------------------------------------- bringing one


def test_a_list_is_read_in_the_background(client, maya):
    page = bring(client, ("2026-11-20_410.txt", TEN))
    load = ListLoad.objects.get()
    assert page.redirect_chain == [(f"/lists/loads/{load.pk}/", 302)]
    assert "2026-11-20_410.txt waits to be read" in page.text and "Waiting for its turn" in page.text
    assert check(["+14105550101"]) == [(None, None)]
    load = read()
    assert (load.state, load.numbers, load.area_codes, load.done) == ("done", 10, 1, load.size)
    assert check(["+14105550101", "+14105550199"]) == [(True, date(2026, 11, 20)), (False, date(2026, 11, 20))]
    assert "10 numbers of 1 area code are loaded" in client.get(f"/lists/loads/{load.pk}/").text
    assert "2026-11-20_410.txt National registry" in text(client)
    assert kept() == []


def test_several_files_are_one_load(client, maya):
    bring(client, ("a.txt", "4105550142\n"), ("a.txt", "4105550143\n4435550142\n"))
    load = read()
    assert (load.state, load.numbers, load.area_codes, load.file_name) == ("done", 3, 2, "a.txt, a.txt")


def test_a_change_list(client, maya):
    on_registry("+14105550142", copied_on=date(2026, 11, 1))
    RegistryCopy.objects.update(numbers=1)
    bring(client, ("2026-11-20.txt", "410,5550143,A\n410,5550144,A\n"), kind="change")
    load = read()
    assert (load.state, load.added, load.removed) == ("done", 2, 0)
    assert "2 numbers came on the list, 0 left it" in text(client)


def test_a_states_whole_list(client, maya):
    bring(client, ("co.txt", "3035550142\n"), list="CO", whole="on", copied_on="2026-11-20")
    assert read().state == "done"
    assert check(["+13035550142", "+12125550142"], "CO") == [(True, date(2026, 11, 20)), (False, date(2026, 11, 20))]
    assert "1 number, the whole list" in text(client)


def test_a_file_that_cannot_be_trusted_says_where_and_goes(client, maya):
    bring(client, ("410.txt", "4105550142\n410555x143\n"))
    load = read()
    page = client.get(f"/lists/loads/{load.pk}/").text
    assert load.state == "refused"
    assert "Refused, the copy that was there still counts" in page
    assert "410.txt, line 2: this is no number of ten digits: “410555x143”." in page
    assert "I looked" not in page and kept() == []


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        ({"copied_on": "2026-11-26"}, "That day is still to come"),
        ({"copied_on": "soon"}, "Enter a valid date"),
        ({"list": "NY"}, "Select a valid choice"),
        ({"whole": "on"}, "The national registry is loaded by area code"),
        ({"list": "CO", "whole": "on", "kind": "change"}, "A change list is never the whole"),
    ],
)
def test_what_cannot_be_meant_is_asked_again(client, maya, given, problem):
    page = bring(client, ("410.txt", TEN), **given)
    assert page.status_code == 422
    assert "Nothing was loaded." in page.text and problem in page.text
    assert not ListLoad.objects.exists()


def test_without_a_file_nothing_is_loaded(client, maya):
    page = bring(client)
    assert page.status_code == 422 and "Choose a file first." in page.text


def test_a_name_that_points_elsewhere_stays_in_the_home(client, maya):
    bring(client, ("../../../evil 410.txt", TEN))
    [path] = kept()
    assert path.name == "evil-410.txt"
    assert path.is_relative_to(list_uploads.uploads())


# ---------------------------------------------------------------- a doubtful one


@pytest.fixture
def doubtful(client, maya) -> ListLoad:
    """A list that lacks half of the numbers that were there."""
    bring(client, ("2026-11-19_410.txt", TEN))
    read()
    bring(client, ("2026-11-20_410.txt", TEN[: len(TEN) // 2]))
    return read()


def test_a_list_that_shrank_waits_for_somebody_to_look(client, doubtful):
    page = client.get(f"/lists/loads/{doubtful.pk}/").text
    assert (doubtful.state, doubtful.doubt) == ("refused", "shrink")
    assert "would lose 50.0 % of its numbers, from 10 to 5" in page
    assert "I looked, take the smaller list" in page
    assert len(kept()) == 1


def test_it_is_taken_when_somebody_looked(client, maya, doubtful):
    page = client.post(f"/lists/loads/{doubtful.pk}/accept/", follow=True)
    assert "waits to be read" in page.text
    load = read()
    assert (load.state, load.accepted_by, status()[0].numbers) == ("done", maya, 5)
    assert "Maya Lindqvist accepted the fewer numbers." in client.get(f"/lists/loads/{load.pk}/").text
    assert kept() == []


def test_accepting_twice_is_once(client, maya, doubtful):
    assert list_uploads.accept(doubtful, maya) is True
    assert list_uploads.accept(doubtful, maya) is False
    doubtful.refresh_from_db()
    assert list_uploads.accept(doubtful, maya) is False


def test_it_is_left_when_the_copy_is_better(client, doubtful):
    page = client.post(f"/lists/loads/{doubtful.pk}/leave/", follow=True)
    assert "Left out: the copy that was there still counts." in page.text
    assert (kept(), status()[0].numbers) == ([], 10)
    page = client.post(f"/lists/loads/{doubtful.pk}/accept/", follow=True)
    assert "Its files are no longer here" in page.text


def test_an_older_list_waits_as_well(client, maya, doubtful):
    bring(client, ("2026-11-02_410.txt", TEN))
    load = read()
    assert (load.doubt, "take the older list" in client.get(f"/lists/loads/{load.pk}/").text) == ("older", True)
    client.post(f"/lists/loads/{load.pk}/accept/")
    assert (read().state, status()[0].copied_on) == ("done", date(2026, 11, 2))


def test_files_nobody_accepts_go_after_a_day(doubtful, monkeypatch):
    over = ListLoad.objects.get(pk=doubtful.pk).finished_at
    assert list_uploads.forget_unanswered(over + timedelta(hours=23)) == 0
    assert list_uploads.forget_unanswered(over + timedelta(hours=25)) == 1
    assert kept() == []


# ---------------------------------------------------------------- who may, and whose it is


def test_an_assistant_reads_and_brings_nothing(client, maya, doubtful):
    Person.objects.update(role=Person.Role.ASSISTANT)
    assert "Load the list" not in text(client)
    for address in ("/lists/", f"/lists/loads/{doubtful.pk}/accept/", f"/lists/loads/{doubtful.pk}/leave/"):
        assert "a licensed agent or your broker loads lists" in client.post(address, follow=True).text
    assert ListLoad.objects.get(pk=doubtful.pk).doubt == "shrink"


@pytest.mark.parametrize("what", ["", "progress/", "accept/", "leave/"])
def test_another_teams_load_is_a_404(client, maya, what):
    otto = an_agent(a_team("Heron Homes"), "otto")
    load = ListLoad.objects.create(team=otto.team, files=[], at=NOW)
    address = f"/lists/loads/{load.pk}/{what}"
    assert (client.post if what in ("accept/", "leave/") else client.get)(address).status_code == 404


# ---------------------------------------------------------------- how far it is


def test_how_far_it_is(client, maya):
    bring(client, ("410.txt", TEN))
    ListLoad.objects.update(state=ListLoad.State.RUNNING, size=4_000_000, done=1_000_000)
    load = ListLoad.objects.get()
    page = client.get(f"/lists/loads/{load.pk}/progress/").text
    assert "1 MB of 4 MB read" in page and 'aria-valuenow="25"' in page


def test_a_load_that_is_over_asks_for_the_whole_page(client, doubtful):
    response = client.get(f"/lists/loads/{doubtful.pk}/progress/")
    assert response.headers["HX-Refresh"] == "true"


def test_the_reading_tells_how_far_it_is(client, maya, monkeypatch):
    monkeypatch.setattr(list_uploads, "TOLD_EVERY", -1)
    told = []
    monkeypatch.setattr(list_uploads.registry, "load", lambda *given, progress, **named: told.append(progress(7)))
    bring(client, ("410.txt", TEN))
    with pytest.raises(AttributeError):  # the stand-in loads nothing
        list_uploads.run(ListLoad.objects.get(), clock.now)
    assert (ListLoad.objects.get().done, ListLoad.objects.get().state) == (7, "running")


def test_a_load_that_was_killed_begins_anew_and_one_that_is_over_is_left_alone(client, maya):
    bring(client, ("410.txt", TEN))
    ListLoad.objects.update(state=ListLoad.State.RUNNING, done=5)
    assert read().state == "done"
    copies = RegistryCopy.objects.count()
    read()
    assert RegistryCopy.objects.count() == copies


def test_files_that_are_gone_say_so(client, maya):
    bring(client, ("410.txt", TEN))
    kept()[0].unlink()
    load = read()
    assert (load.state, load.problem) == (
        "refused",
        "410.txt: No such file or directory. Give the file as it was downloaded.",
    )


def test_on_paper_it_says_of_when_it_is(client, boone):
    assert "As it stood on Tuesday, Nov 24, 2026, 8:05 am." in text(client)
