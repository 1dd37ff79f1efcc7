"""Owner files become owners, phones and homes. All people are invented."""

from datetime import date, timedelta

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings.models import Import, Property, RejectedRow, Source
from callsheet.owners import ingest
from callsheet.owners.models import Owner, Ownership, Phone
from tests.web.owners.files import BOONE, HEADER, VAIL, counts, known, queue, read, write
from tests.web.world import NOW, a_home, a_team

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=9)


@pytest.fixture
def team():
    return a_team()


def with_cells(row: list[str], **cells: str) -> list[str]:
    """A copy of a row with other cells: `Phone_2="..."` sets the column `Phone 2`."""
    changed = dict(zip(HEADER, row, strict=True)) | {name.replace("_", " "): text for name, text in cells.items()}
    return list(changed.values())


def test_a_generic_file_is_imported_at_once(team, tmp_path):
    import_ = read(team, write(tmp_path / "county.csv", [BOONE, VAIL]))

    assert counts(import_) == (2, 0, 0, 0)
    assert (import_.owners, import_.phones, import_.merged) == (2, 2, 0)
    assert import_.state == Import.State.DONE
    assert import_.source.name == "unnamed"
    boone, vail = Owner.objects.order_by("pk")
    assert (boone.name, boone.first_name, boone.kind) == ("Harriet and Paul Boone", "Harriet", "couple")
    assert (vail.name, vail.first_name, vail.kind) == ("Jane Vail", "Jane", "person")
    phone = boone.phones.get()
    assert (phone.number, phone.line_type, phone.vendor_listed) == ("+14105550142", "landline", False)
    assert phone.vendor_scrubbed_on == date(2026, 11, 24)
    assert phone.source == import_.source
    mobile = vail.phones.get()
    assert (mobile.number, mobile.line_type, mobile.vendor_listed) == ("+14435550107", "mobile", True)


def test_owners_may_come_before_the_homes(team, tmp_path):
    read(team, write(tmp_path / "county.csv", [BOONE, VAIL]))
    assert sorted(home.one_line for home in Property.objects.all()) == [
        "2207 Heron Ct, Unit 3B, Port Alder, MD 21078",
        "418 Larkspur Ln, Fallow Creek, MD 21014",
    ]


def test_a_home_is_found_although_one_side_has_no_suffix(team, tmp_path):
    home = a_home(team, "418", "Larkspur", address_key="2|418||LARKSPUR|LN|||21014")
    read(team, write(tmp_path / "county.csv", [with_cells(BOONE, Address="418 LARKSPUR")]))
    assert Ownership.objects.get().property == home
    assert Property.objects.count() == 1


def test_a_home_is_not_guessed_where_two_streets_have_the_name(team, tmp_path):
    a_home(team, "418", "Larkspur", address_key="2|418||LARKSPUR|LN|||21014")
    a_home(team, "418", "Larkspur", suffix="Ct", address_key="2|418||LARKSPUR|CT|||21014")
    read(team, write(tmp_path / "county.csv", [with_cells(BOONE, Address="418 Larkspur")]))
    assert Ownership.objects.get().property.suffix == ""
    assert Property.objects.count() == 3


def test_on_batch_hears_of_the_homes_whose_owners_changed_inside_the_transaction(team, tmp_path):
    told = []
    path = write(tmp_path / "county.csv", [BOONE, VAIL])
    read(team, path, on_batch=lambda homes: told.append(set(homes)))
    assert told == [set(Property.objects.values_list("pk", flat=True))]
    read(team, path, on_batch=lambda homes: told.append(set(homes)))
    assert len(told) == 1, "an unchanged file tells nobody anything"


# ---- read again


RESPELT = {
    "the same file": [BOONE, VAIL],
    "rows in another order": [VAIL, BOONE],
    "Street for St": [with_cells(BOONE, Address="418 LARKSPUR LANE"), with_cells(VAIL, Address="2207 Heron Court #3B")],
    "the owner in another order": [
        with_cells(BOONE, Owner="Paul & Harriet Boone"),
        with_cells(VAIL, Owner="VAIL JANE"),
    ],
    "the owner with a slip": [with_cells(BOONE, Owner="BOONE HARIET & PAUL"), with_cells(VAIL, Owner="Jane Vale")],
    "the surname of a marriage": [BOONE, with_cells(VAIL, Owner="Jane Boone")],
    "one of the couple": [with_cells(BOONE, Owner="Harriet M. Boone"), VAIL],
    "the phone in another form": [with_cells(BOONE, Phone="+1 (410) 555-0142"), VAIL],
    "the phone in another column": [with_cells(BOONE, Phone="", Phone_2="410.555.0142", Line_type=""), VAIL],
    "without the city": [with_cells(BOONE, City="", State=""), VAIL],
    "fewer columns filled": [with_cells(BOONE, Line_type="", DNC=""), with_cells(VAIL, Mobile="")],
}


@pytest.mark.parametrize("rows", RESPELT.values(), ids=RESPELT.keys())
def test_the_same_facts_in_another_spelling_change_nothing(team, tmp_path, rows):
    read(team, write(tmp_path / "first.csv", [BOONE, VAIL]))
    before = known()
    again = read(team, write(tmp_path / "again.csv", rows))
    assert counts(again) == (0, 0, 2, 0)
    assert (again.owners, again.phones, again.merged) == (0, 0, 0)
    assert known() == before


def test_shuffled_phones_change_nothing(team, tmp_path):
    three = with_cells(BOONE, Phone_2="4105550143", Mobile="4435550144")
    read(team, write(tmp_path / "first.csv", [three]))
    before = known()
    shuffled = with_cells(BOONE, Phone="410-555-0143", Phone_2="(410) 555-0142", Line_type="", Mobile="443 555 0144")
    assert counts(read(team, write(tmp_path / "again.csv", [shuffled]))) == (0, 0, 1, 0)
    assert known() == before


def test_a_newer_file_with_the_same_facts_only_moves_dates(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    newer = read(team, write(tmp_path / "newer.csv", [[*BOONE[:-1], "No"]]), now=LATER)
    assert counts(newer) == (0, 0, 1, 0)
    phone, ownership = Phone.objects.get(), Ownership.objects.get()
    assert (phone.reported_at, ownership.reported_at) == (LATER, LATER)
    assert phone.vendor_scrubbed_on == LATER.date()


def test_an_old_file_read_again_does_not_make_its_flags_younger(team, tmp_path):
    path = write(tmp_path / "first.csv", [BOONE])
    read(team, path)
    read(team, path, now=LATER)
    assert Phone.objects.get().vendor_scrubbed_on == date(2026, 11, 24)
    assert Phone.objects.get().reported_at == NOW


def test_new_numbers_are_added_behind_the_known_ones(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    more = with_cells(BOONE, Phone="4105550150", Phone_2="4105550142", Line_type="")
    newer = read(team, write(tmp_path / "newer.csv", [more]), now=LATER)
    assert counts(newer) == (0, 1, 0, 0)
    assert newer.phones == 1
    assert list(Phone.objects.order_by("rank").values_list("number", flat=True)) == ["+14105550142", "+14105550150"]


def test_an_older_file_adds_but_does_not_overwrite(team, tmp_path):
    read(team, write(tmp_path / "new.csv", [BOONE]))
    older = with_cells(BOONE, Line_type="Cell", DNC="Y", Phone_2="4105550151")
    read(team, write(tmp_path / "old.csv", [older]), as_of=NOW - timedelta(days=60))
    phone = Phone.objects.get(number="+14105550142")
    assert (phone.line_type, phone.reported_at) == ("landline", NOW)
    assert Phone.objects.filter(number="+14105550151").exists()


# ---- one owner in several rows and files


def test_two_people_at_one_home_in_one_file_are_both_owners(team, tmp_path):
    rows = [with_cells(BOONE, Owner="Harriet Boone"), with_cells(BOONE, Owner="Paul Boone", Phone="4105550143")]
    assert counts(read(team, write(tmp_path / "county.csv", rows))) == (2, 0, 0, 0)
    assert set(Ownership.objects.filter(ended_at=None).values_list("owner__name", flat=True)) == {
        "Harriet Boone",
        "Paul Boone",
    }


def test_a_couple_in_two_rows_with_one_landline_stays_two(team, tmp_path):
    rows = [with_cells(BOONE, Owner="Ann Thomas"), with_cells(BOONE, Owner="Paul Thomas")]
    assert read(team, write(tmp_path / "county.csv", rows)).owners == 2


def test_several_rows_of_one_owner_are_one_owner_with_all_numbers(team, tmp_path):
    rows = [BOONE, with_cells(BOONE, Owner="Boone, Harriet", Phone="4105550143")]
    import_ = read(team, write(tmp_path / "county.csv", rows))
    assert counts(import_) == (1, 1, 0, 0)
    assert (import_.owners, import_.phones, import_.merged) == (1, 2, 1)
    assert Owner.objects.get().phones.count() == 2


def test_a_name_that_says_more_replaces_one_that_says_less(team, tmp_path):
    read(team, write(tmp_path / "vendor.csv", [with_cells(BOONE, Owner="H Boone")]))
    read(team, write(tmp_path / "county.csv", [BOONE]), now=LATER)
    owner = Owner.objects.get()
    assert (owner.name, owner.kind) == ("Harriet and Paul Boone", "couple")
    read(team, write(tmp_path / "trust.csv", [with_cells(BOONE, Owner="Boone Family Trust")]), now=LATER)
    owner.refresh_from_db()
    assert (owner.name, owner.first_name, owner.kind) == ("Boone Family Trust", "Harriet", "trust")


def test_an_owner_who_died_becomes_an_estate(team, tmp_path):
    read(team, write(tmp_path / "vendor.csv", [with_cells(BOONE, Owner="Harriet Boone")]))
    read(team, write(tmp_path / "county.csv", [with_cells(BOONE, Owner="Estate of Harriet Boone")]), now=LATER)
    owner = Owner.objects.get()
    assert (owner.name, owner.first_name, owner.kind) == ("Estate of Harriet Boone", "", "estate")
    assert owner.flag == "an estate: the owner has died"


MAILED = [*HEADER, "Mailing Address", "Mailing City", "Mailing State", "Mailing Zip"]
TO_HERON = ["7 Heron Court", "Port Alder", "MD", "21078"]


def test_the_same_person_at_two_homes_is_one_owner_by_mailing_address_or_number(team, tmp_path):
    away = [with_cells(BOONE, Owner="Jane Vail", Phone=""), with_cells(VAIL, Owner="VAIL JANE", Mobile="")]
    rows = [[*away[0], *TO_HERON], [*away[1], "7 HERON CT", "PORT ALDER", "MD", "21078-1234"]]
    import_ = read(team, write(tmp_path / "county.csv", rows, MAILED))
    assert (import_.owners, import_.merged) == (1, 1)
    owner = Owner.objects.get()
    assert owner.ownerships.count() == 2
    assert (owner.mailing_line, owner.mailing_city, owner.mailing_postal_code) == ("7 Heron Ct", "Port Alder", "21078")
    third = with_cells(BOONE, Owner="Jane Vail", Address="9 Quarry Rd", Phone="4435550107")
    read(team, write(tmp_path / "numbers.csv", [with_cells(VAIL, Owner="Jane Vail", DNC=""), third]))
    assert Owner.objects.count() == 1


def test_two_people_of_one_name_stay_two(team, tmp_path):
    rows = [with_cells(BOONE, Owner="Jane Vail"), VAIL]
    assert read(team, write(tmp_path / "county.csv", rows)).owners == 2


def test_a_firm_is_one_owner_wherever_it_holds_title(team, tmp_path):
    rows = [with_cells(BOONE, Owner="BLUEBIRD HOLDINGS LLC"), with_cells(VAIL, Owner="Bluebird Holdings, L.L.C.")]
    read(team, write(tmp_path / "county.csv", rows))
    firm = Owner.objects.get()
    assert (firm.kind, firm.flag, firm.first_name) == ("company", "a company owns it", "")
    assert firm.ownerships.count() == 2


@pytest.mark.parametrize(
    ("name", "kind", "flag"),
    [
        ("LARKSPUR HOMES LLC", "builder", "a builder owns it"),
        ("Harbor Bank, N.A.", "bank", "a bank owns it"),
        ("Estate of Jane Vail", "estate", "an estate: the owner has died"),
        ("The Vail Family Trust dated 3/4/2015", "trust", "a trust owns it"),
        ("ALDER COUNTY", "government", "a public body owns it"),
        ("Jane Vail", "person", ""),
    ],
)
def test_owners_are_flagged_by_kind(team, tmp_path, name, kind, flag):
    read(team, write(tmp_path / "county.csv", [with_cells(VAIL, Owner=name)]))
    assert (Owner.objects.get().kind, Owner.objects.get().flag) == (kind, flag)


def test_a_row_without_a_name_speaks_of_the_homes_owner(team, tmp_path):
    read(team, write(tmp_path / "county.csv", [BOONE]))
    nameless = with_cells(BOONE, Owner="", Phone="4105550160")
    assert counts(read(team, write(tmp_path / "numbers.csv", [nameless]))) == (0, 1, 0, 0)
    assert Owner.objects.get().phones.count() == 2


def test_an_owner_without_a_name_gets_it_from_a_later_file(team, tmp_path):
    read(team, write(tmp_path / "numbers.csv", [with_cells(BOONE, Owner="")]))
    assert Owner.objects.get().name == "Owner"
    read(team, write(tmp_path / "county.csv", [BOONE]))
    assert Owner.objects.get().name == "Harriet and Paul Boone"


# ---- sold


def test_another_owner_in_a_newer_file_ends_the_earlier_ownership(team, tmp_path):
    told = []
    read(team, write(tmp_path / "first.csv", [BOONE]))
    sold = with_cells(BOONE, Owner="Jane Vail", Phone="4435550107")
    read(team, write(tmp_path / "newer.csv", [sold]), now=LATER, on_batch=lambda homes: told.append(set(homes)))
    boone, vail = Ownership.objects.order_by("pk")
    assert (boone.ended_at, vail.ended_at) == (LATER, None)
    assert told == [{boone.property_id}, {boone.property_id}]


def test_an_older_file_read_late_does_not_unseat_the_present_owner(team, tmp_path):
    sold = with_cells(BOONE, Owner="Jane Vail", Phone="4435550107")
    read(team, write(tmp_path / "newer.csv", [sold]), now=LATER)
    read(team, write(tmp_path / "first.csv", [BOONE]), now=LATER, as_of=NOW)
    assert dict(Ownership.objects.values_list("owner__name", "ended_at")) == {
        "Jane Vail": None,
        "Harriet and Paul Boone": LATER,
    }


def test_the_old_file_once_more_does_not_bring_the_seller_back(team, tmp_path):
    first = write(tmp_path / "first.csv", [BOONE])
    read(team, first)
    read(team, write(tmp_path / "newer.csv", [with_cells(BOONE, Owner="Jane Vail")]), now=LATER)
    before = known()
    assert counts(read(team, first, now=LATER + timedelta(days=1))) == (0, 0, 1, 0)
    assert known() == before


def test_a_seller_who_buys_back_stands_again(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    read(team, write(tmp_path / "newer.csv", [with_cells(BOONE, Owner="Jane Vail")]), now=LATER)
    back = LATER + timedelta(days=200)
    assert counts(read(team, write(tmp_path / "back.csv", [[*BOONE[:-1], ""]]), now=back)) == (0, 1, 0, 0)
    assert dict(Ownership.objects.values_list("owner__name", "ended_at")) == {
        "Harriet and Paul Boone": None,
        "Jane Vail": back,
    }


def test_two_sources_may_name_two_owners(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]), source="Alder County")
    read(team, write(tmp_path / "newer.csv", [with_cells(BOONE, Owner="Jane Vail")]), source="A vendor", now=LATER)
    assert Ownership.objects.filter(ended_at=None).count() == 2


def test_another_spelling_of_the_owner_is_no_sale(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    read(team, write(tmp_path / "newer.csv", [with_cells(BOONE, Owner="Boon, Harriet")]), now=LATER)
    assert Ownership.objects.get().ended_at is None


# ---- what the vendor says about a number


def test_a_do_not_call_flag_keeps_its_day_and_source(team, tmp_path):
    header = [*HEADER, "DNC Checked"]
    read(team, write(tmp_path / "vendor.csv", [[*VAIL, "11/02/2026"]], header), source="A vendor")
    phone = Phone.objects.get()
    assert (phone.vendor_listed, phone.vendor_scrubbed_on, phone.source.name) == (True, date(2026, 11, 2), "A vendor")


def test_a_scrub_is_never_dated_after_its_file_nor_by_an_unreadable_day(team, tmp_path):
    header = [*HEADER, "Scrub Date"]
    rows = [[*VAIL, "11/02/2031"], [*BOONE, "last week"]]
    import_ = read(team, write(tmp_path / "vendor.csv", rows, header))
    assert Phone.objects.get(number="+14435550107").vendor_scrubbed_on == date(2026, 11, 24)
    unknown = Phone.objects.get(number="+14105550142")
    assert (unknown.vendor_listed, unknown.vendor_scrubbed_on) == (False, None)
    assert [(row.column, row.value) for row in import_.rejected_rows.all()] == [("Scrub Date", "last week")]


def test_the_day_of_a_file_is_the_teams_own(team, tmp_path):
    evening = NOW.replace(hour=3)  # 10 pm of the day before in Maryland
    read(team, write(tmp_path / "vendor.csv", [VAIL]), now=evening)
    assert Phone.objects.get().vendor_scrubbed_on == date(2026, 11, 23)


def test_listed_by_one_source_stays_listed_until_that_source_says_otherwise(team, tmp_path):
    read(team, write(tmp_path / "a.csv", [VAIL]), source="A")
    read(team, write(tmp_path / "b.csv", [with_cells(VAIL, DNC="N")]), source="B", now=LATER)
    assert (Phone.objects.get().vendor_listed, Phone.objects.get().source.name) == (True, "A")
    newer = read(team, write(tmp_path / "c.csv", [with_cells(VAIL, DNC="No")]), source="A", now=LATER)
    assert counts(newer) == (0, 1, 0, 0)
    assert (Phone.objects.get().vendor_listed, Phone.objects.get().vendor_scrubbed_on) == (False, LATER.date())


def test_listed_by_another_source_is_listed(team, tmp_path):
    read(team, write(tmp_path / "a.csv", [with_cells(VAIL, DNC="N")]), source="A")
    read(team, write(tmp_path / "b.csv", [VAIL]), source="B")
    assert (Phone.objects.get().vendor_listed, Phone.objects.get().source.name) == (True, "B")


def test_a_row_without_a_flag_says_nothing_about_the_registry(team, tmp_path):
    read(team, write(tmp_path / "a.csv", [with_cells(VAIL, DNC="")]))
    assert (Phone.objects.get().vendor_listed, Phone.objects.get().vendor_scrubbed_on) == (None, None)


def test_a_number_the_vendor_calls_dead_is_found_dead_once(team, tmp_path):
    header = ["Owner", "Address", "City", "State", "Zip", "Phone", "Phone Status"]
    row = [*BOONE[:6], "Disconnected"]
    read(team, write(tmp_path / "vendor.csv", [row], header))
    phone = Phone.objects.get()
    assert (phone.finding, phone.found_at) == ("disconnected", NOW)
    phone.unlearn(now=LATER)
    again = read(team, write(tmp_path / "again.csv", [row], header), now=LATER)
    assert counts(again) == (0, 0, 1, 0)
    phone.refresh_from_db()
    assert phone.finding == "", "what a person took back is not taught again by the vendor"


# ---- what calls taught


@pytest.mark.parametrize("finding", ["wrong", "disconnected", "reached"])
@pytest.mark.parametrize("owner", ["BOONE HARRIET & PAUL", "Boone, Hariet", "H. Boone", "Estate of Harriet Boone"])
def test_reading_a_file_again_never_revives_a_number(team, tmp_path, finding, owner):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    Phone.objects.get().learn(finding, None, NOW)
    read(team, write(tmp_path / "newer.csv", [with_cells(BOONE, Owner=owner)]), now=LATER)
    phone = Phone.objects.get()
    assert (phone.finding, phone.found_at) == (finding, NOW)


def test_a_number_wrong_for_one_owner_is_unknown_for_the_next(team, tmp_path):
    read(team, write(tmp_path / "first.csv", [BOONE]))
    Phone.objects.get().learn("wrong", None, NOW)
    read(team, write(tmp_path / "sold.csv", [with_cells(BOONE, Owner="Jane Vail")]), now=LATER)
    assert dict(Phone.objects.values_list("owner__name", "finding")) == {
        "Harriet and Paul Boone": "wrong",
        "Jane Vail": "",
    }


# ---- what cannot be read


def test_a_bad_number_does_not_cost_the_row(team, tmp_path):
    row = with_cells(BOONE, Phone_2="410-555", Mobile="800-555-0199")
    import_ = read(team, write(tmp_path / "vendor.csv", [row]))
    assert counts(import_) == (1, 0, 0, 0)
    assert import_.rejected_file == ""
    assert [(row.line, row.column, row.value) for row in import_.rejected_rows.order_by("pk")] == [
        (2, "Phone 2", "410-555"),
        (2, "Mobile", "800-555-0199"),
    ]
    assert all(row.repair.endswith("The row was imported without it.") for row in RejectedRow.objects.all())
    assert not any("Leave it out" in row.repair for row in RejectedRow.objects.all())


def test_rejected_rows_come_back_to_be_mended_and_imported_again(team, tmp_path):
    no_address = with_cells(VAIL, Address="", City="", Zip="")
    nobody = with_cells(VAIL, Owner="", Mobile="12")
    import_ = read(team, write(tmp_path / "vendor.csv", [BOONE, no_address, nobody]))
    assert counts(import_) == (1, 0, 0, 2)
    assert [(row.line, row.column, row.value) for row in import_.rejected_rows.order_by("pk")] == [
        (3, "Address", "MD"),
        (4, "Mobile", "12"),
    ]
    rejected = tmp_path / "vendor.rejected.csv"
    assert import_.rejected_file == str(rejected)
    lines = rejected.read_text().splitlines()
    assert len(lines) == 3
    mended = tmp_path / "mended.csv"
    mended.write_text("\n".join([lines[0], lines[2].replace(",12,", ",4435550107,")]) + "\n")
    again = read(team, mended)
    assert counts(again) == (1, 0, 0, 0)
    assert "What to mend (Callsheet)" not in again.unmapped_columns


@pytest.mark.parametrize(
    ("header", "complaint"),
    [
        (["Owner", "Phone"], "No column holds the home's address"),
        (["Address", "City", "Zip"], "No column holds an owner's name or a phone number"),
    ],
)
def test_a_file_without_the_essentials_is_not_imported(team, tmp_path, header, complaint):
    with pytest.raises(UnusableInput, match=complaint):
        queue(team, write(tmp_path / "odd.csv", [["x"] * len(header)], header))
    assert not Import.objects.exists()
    assert not Source.objects.exists()


def test_a_mapping_helps_a_header_that_does_not_tell(team, tmp_path):
    path = write(tmp_path / "odd.csv", [["Jane Vail", "9 Quarry Rd, Millbrook, MD 21040"]], ["Who", "Where"])
    import_ = read(team, path, mapping={"owner": "Who", "unparsed_address": "Where"})
    assert counts(import_) == (1, 0, 0, 0)
    assert import_.mapping_name == "given"
    with pytest.raises(UnusableInput, match="There is no column Whom"):
        queue(team, path, mapping={"owner": "Whom"})


def test_a_file_that_is_gone_fails_with_what_to_do(team, tmp_path):
    path = write(tmp_path / "county.csv", [BOONE])
    import_ = queue(team, path)
    write(path, [VAIL])
    with pytest.raises(UnusableInput, match="was changed since it was given"):
        ingest.run(import_, now=NOW)
    import_.refresh_from_db()
    assert (import_.state, import_.done_rows) == (Import.State.FAILED, 0)
    with pytest.raises(UnusableInput, match="No such file"):
        queue(team, tmp_path / "missing.csv")


def test_another_teams_owners_are_not_seen(team, tmp_path):
    other = a_team("Heron Realty")
    path = write(tmp_path / "county.csv", [with_cells(BOONE, Owner="BLUEBIRD HOLDINGS LLC")])
    read(team, path)
    read(other, path)
    assert [owner.team_id for owner in Owner.objects.order_by("pk")] == [team.pk, other.pk]


def test_the_json_of_a_file(team, tmp_path):
    path = write(tmp_path / "county.csv", [BOONE, VAIL], [*HEADER[:-1], "Remarks"])
    told = ingest.as_json(read(team, path, source="Alder County"))
    assert told["file"] == "county.csv"
    assert told["source"] == "Alder County"
    assert told["unmapped_columns"] == ["Remarks"]
    assert told["mapping"]["phone_mobile_1"] == "Mobile"
    assert {name: told[name] for name in ("rows", "new", "owners", "phones", "merged", "rejected_file")} == {
        "rows": 2,
        "new": 2,
        "owners": 2,
        "phones": 2,
        "merged": 0,
        "rejected_file": None,
    }
