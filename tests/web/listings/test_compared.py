"""Two exports of one MLS, compared: every kind of change counted, each count with its listings."""

import json
from datetime import timedelta

import pytest

from callsheet.listings import compared
from callsheet.listings.models import Listing
from tests.web.listings.files import imported, write
from tests.web.listings.two_exports import BEFORE, COUNTS, HEADER, TODAY, row, the_pair
from tests.web.world import NOW, a_team

pytestmark = pytest.mark.django_db


def numbers(import_, kind: str) -> set[str]:
    listings = Listing.objects.filter(pk__in=import_.compared["listings"].get(kind, ()))
    return {listing.listing_id for listing in listings}


def test_each_change_is_counted_and_leads_to_its_listings(tmp_path):
    first, second = the_pair(tmp_path, a_team())
    assert first.compared is None, "there is no file before it"
    assert second.compared["counts"] == COUNTS
    assert second.compared["with"] == "monday.csv"
    assert numbers(second, "still_active") == {f"AL{n}" for n in (11, 12, 13, 14, 15, 21, 22, 23)}
    assert numbers(second, "price_down") == {"AL21", "AL22", "AL24"}
    assert numbers(second, "newly_listed") == {"AL71", "AL72", "AL73"}
    assert numbers(second, "relisted") == {"AL81", "AL82"}
    assert numbers(second, "resale") == {"AL83"}
    assert numbers(second, "under_contract") == {"AL24", "AL46"}, "Pending after Active Under Contract is no news"
    assert numbers(second, "expired") == {"AL42", "AL44"}
    assert numbers(second, "withdrawn") == {"AL45"}
    assert numbers(second, "first_seen_off") == {"AL84"}
    assert numbers(second, "gone") == {"AL51", "AL52", "AL53"}
    assert second.compared["filtered"] == {}


def test_a_file_with_another_filter_says_how_many_it_leaves_out(tmp_path):
    active_only = tuple(one for one in TODAY if one[1] in ("Active", "Active Under Contract", "Pending", "Coming Soon"))
    _, second = the_pair(tmp_path, a_team(), active_only)
    told = compared.as_json(second.compared)
    assert told["gone"] == 3 + 4 + 4, "really gone, of another status before, of another status since"
    assert second.compared["filtered"] == {"Canceled": 1, "Closed": 1, "Expired": 2, "Withdrawn": 1}
    assert told["gone_by_filter"] == 5
    assert (told["sold"], told["expired"], told["withdrawn"]) == (0, 0, 0), "a missing row proves nothing"
    assert (told["still_active"], told["newly_listed"], told["relisted"], told["resale"]) == (8, 3, 2, 1)


def test_the_same_file_again_finds_everything_as_it_was(tmp_path):
    team = a_team()
    the_pair(tmp_path, team)
    again = imported(team, tmp_path / "tuesday.csv", NOW + timedelta(hours=1), mls="Alder County MLS")
    still = sum(one[1] == "Active" and one[2] == "Residential" for one in TODAY)
    assert {kind: count for kind, count in again.compared["counts"].items() if count} == {"still_active": still}


def test_a_file_is_compared_with_the_newest_one_of_the_same_filter(tmp_path):
    team = a_team()
    for days, status in ((2, "Active"), (1, "Expired"), (0, "Active")):
        rows = [row(n, status) for n in range(90 - days, 95)] if status == "Active" else [row(70, "Expired")]
        path = write(tmp_path, *rows, name=f"{status}-{days}.csv", header=HEADER)
        last = imported(team, path, NOW - timedelta(days=days), mls="Alder County MLS")
    assert (last.compared["with"], last.compared["counts"]["gone"]) == ("Active-2.csv", 2)


def test_two_parts_of_one_moment_do_not_miss_each_others_rows(tmp_path):
    team = a_team()
    for name, numbers_ in (("one.csv", (1, 2)), ("two.csv", (3, 4))):
        path = write(tmp_path, *(row(n) for n in numbers_), name=name, header=HEADER)
        part = imported(team, path, mls="Alder County MLS")
    assert (part.compared["with"], part.compared["counts"]["gone"], part.compared["counts"]["newly_listed"]) == (
        "one.csv", 0, 2,
    )  # fmt: skip


def test_the_same_term_in_a_second_mls_is_no_relisting(tmp_path):
    team = a_team()
    imported(team, write(tmp_path, row(1), name="alder.csv", header=HEADER), BEFORE, mls="Alder County MLS")
    imported(team, write(tmp_path, row(9), name="bay.csv", header=HEADER), BEFORE, mls="Bay MLS")
    bay = imported(team, write(tmp_path, row(9), row(2, home=1), name="bay2.csv", header=HEADER), mls="Bay MLS")
    assert (bay.compared["counts"]["second_mls"], bay.compared["counts"]["relisted"]) == (1, 0)


def test_a_row_that_cannot_be_read_is_not_missing(tmp_path):
    team = a_team()
    imported(team, write(tmp_path, row(1), row(2), row(3), name="a.csv", header=HEADER), BEFORE, mls="Alder County MLS")
    unreadable = [cell if name != "List Price" else "lots" for name, cell in zip(HEADER, row(2), strict=True)]
    last = imported(team, write(tmp_path, row(1), unreadable, name="b.csv", header=HEADER), mls="Alder County MLS")
    assert (last.rejected, last.compared["counts"]["gone"]) == (1, 1)


def test_mended_rows_are_compared_with_nothing_and_nothing_with_them(tmp_path):
    team = a_team()
    first = imported(team, write(tmp_path, row(1), row(2), name="a.csv", header=HEADER), BEFORE, mls="Alder County MLS")
    mended = write(tmp_path, row(3), name="a.rejected.csv", header=HEADER)
    assert imported(team, mended, BEFORE + timedelta(hours=1), mls="Alder County MLS").compared is None
    last = imported(team, write(tmp_path, row(1), name="b.csv", header=HEADER), mls="Alder County MLS")
    assert (last.compared["with"], last.compared["counts"]["gone"]) == (first.file_name, 1)


def test_the_queries_do_not_grow_with_the_rows(tmp_path, django_assert_max_num_queries):
    _, second = the_pair(tmp_path, a_team())
    with django_assert_max_num_queries(11):
        again = compared.compare(second)
    assert json.loads(json.dumps(again)) == second.compared
