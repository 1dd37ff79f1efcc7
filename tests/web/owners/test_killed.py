"""An import that dies half-way and is run again: nothing lost, nothing doubled. All people are invented."""

import pytest
from django.db.models import Count

from callsheet.listings.ingest import TakenImport
from callsheet.listings.models import Import, Property
from callsheet.owners import batches, ingest
from callsheet.owners.models import Owner, Ownership, Phone
from tests.web.owners.files import HEADER, counts, queue, write
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db(transaction=True)


class Killed(Exception):
    """What a process does not catch when it is killed."""


@pytest.fixture
def team():
    return a_team()


@pytest.fixture
def small_batches(monkeypatch):
    monkeypatch.setattr(batches, "FIRST_BATCH", 10)
    monkeypatch.setattr(batches, "LARGEST_BATCH", 10)


def street(homes: int) -> list[list[str]]:
    """A street of owners; every tenth row has no address."""
    rows = []
    for at in range(1, homes + 1):
        address, postal_code = ("", "") if at % 10 == 9 else (f"{at} Larkspur Ln", "21014")
        rows.append(["Harriet Boone", address, "", "", postal_code, f"410555{100 + at % 100:04}", "", "", "", ""])
    return rows


def dying_after(batches: int):
    """An `on_batch` that kills the process inside a later batch's transaction."""
    left = [batches]

    def on_batch(homes):
        left[0] -= 1
        if left[0] < 0:
            raise Killed

    return on_batch


@pytest.mark.parametrize("batches", [0, 1, 3, 5])
def test_killed_inside_a_batch_and_run_again(team, tmp_path, small_batches, batches):
    path = write(tmp_path / "county.csv", street(60))
    import_ = queue(team, path)
    with pytest.raises(Killed):
        ingest.run(import_, now=NOW, on_batch=dying_after(batches))
    left = Import.objects.get()
    assert (left.state, left.done_rows) == (Import.State.RUNNING, batches * 10)
    assert Ownership.objects.count() == left.new, "the batch that died left nothing behind"

    done = ingest.run(Import.objects.get(), now=NOW)
    assert counts(done) == (54, 0, 0, 6)
    assert done.state == Import.State.DONE
    assert Property.objects.count() == 54
    assert Ownership.objects.values("property").annotate(owners=Count("pk")).filter(owners__gt=1).count() == 0
    assert Phone.objects.values("owner", "number").distinct().count() == Phone.objects.count()
    assert done.owners == Owner.objects.count()
    assert done.phones == Phone.objects.count()


def test_what_was_rejected_before_the_kill_is_told_in_the_end(team, tmp_path, small_batches):
    path = write(tmp_path / "county.csv", street(40))
    with pytest.raises(Killed):
        ingest.run(queue(team, path), now=NOW, on_batch=dying_after(3))
    done = ingest.run(Import.objects.get(), now=NOW)
    assert list(done.rejected_rows.order_by("pk").values_list("line", flat=True)) == [10, 20, 30, 40]
    assert (tmp_path / "county.rejected.csv").read_text().count("\n") == 5


def test_the_same_file_queued_again_goes_on_at_its_place(team, tmp_path, small_batches):
    path = write(tmp_path / "county.csv", street(30))
    import_ = queue(team, path)
    with pytest.raises(Killed):
        ingest.run(import_, now=NOW, on_batch=dying_after(2))
    again = queue(team, path)
    assert (again.pk, again.done_rows) == (import_.pk, 20)
    ingest.run(again, now=NOW)
    assert queue(team, path).pk != import_.pk, "a finished import is not taken up again"


def test_killed_while_ending_what_was_sold(team, tmp_path):
    first = write(tmp_path / "first.csv", street(8))
    ingest.run(queue(team, first), now=NOW)
    newer = write(tmp_path / "newer.csv", [["Jane Vail", *row[1:]] for row in street(8)])
    later = NOW.replace(day=28)
    with pytest.raises(Killed):
        ingest.run(queue(team, newer, later), now=later, on_batch=dying_after(1))
    assert not Ownership.objects.exclude(ended_at=None).exists()
    ingest.run(Import.objects.latest("pk"), now=later)
    assert set(Ownership.objects.values_list("owner__name", "ended_at")) == {
        ("Harriet Boone", later),
        ("Jane Vail", None),
    }


def test_two_processes_do_not_read_the_same_rows(team, tmp_path, small_batches):
    path = write(tmp_path / "county.csv", street(30))
    import_ = queue(team, path)
    batches = []

    def the_other_is_quicker(homes):
        batches.append(homes)
        if len(batches) == 2:
            Import.objects.filter(pk=import_.pk).update(done_rows=20)

    with pytest.raises(TakenImport):
        ingest.run(import_, now=NOW, on_batch=the_other_is_quicker)
    assert Import.objects.get().done_rows == 10, "the update of this test was part of what was rolled back"
    assert Ownership.objects.count() == 9


def test_running_a_finished_import_changes_nothing(team, tmp_path):
    import_ = ingest.run(queue(team, write(tmp_path / "county.csv", street(5))), now=NOW)
    again = ingest.run(Import.objects.get(), now=NOW.replace(day=28))
    assert (counts(again), again.finished_at) == (counts(import_), NOW)


def test_progress_is_told_after_each_batch(team, tmp_path, small_batches):
    told = []
    import_ = queue(team, write(tmp_path / "county.csv", street(25), HEADER))
    ingest.run(import_, now=NOW, progress=lambda done, rows: told.append((done, rows)))
    assert told == [(10, 25), (20, 25), (25, 25)]


def test_an_upload_whose_import_dies_while_it_is_closed_is_read_again(team, tmp_path, settings, monkeypatch):
    settings.HOME = tmp_path
    upload = write(ingest.kept_files.uploads() / "county.csv", street(3))
    import_ = queue(team, upload)
    save = Import.save

    def dying(self, **given):
        if self.state == Import.State.DONE:
            raise Killed
        save(self, **given)

    with monkeypatch.context() as patched, pytest.raises(Killed):
        patched.setattr(Import, "save", dying)
        ingest.run(import_, now=NOW)
    assert upload.exists()
    done = ingest.run(Import.objects.get(), now=NOW)
    assert (done.state, done.done_rows) == ("done", 3)
