"""Files of rows in every dress they come in: all text, every column kept, lines right."""

import gzip
import io
import json
import zipfile

import pytest

from callsheet.core.errors import UnusableInput
from callsheet.listings.readers import Table, as_csv, parse, read
from tests.web.listings.files import excel


def table(content: str | bytes) -> Table:
    return parse(content if isinstance(content, bytes) else content.encode(), "export.csv")


def zipped(members: dict[str, str]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)
    return content.getvalue()


PLAIN = [("1", "0012", None), ("2", "x", "y")]


@pytest.mark.parametrize(
    "content",
    [
        "a,b,c\n1,0012,\n2,x,y\n",
        "a,b,c\r\n1,0012,\r\n2,x,y\r\n",
        "a,b,c\r1,0012,\r2,x,y\r",
        "a,b,c\n1,0012\n2,x,y",
        "\ufeffa,b,c\n1,0012,\n2,x,y\n",
        "a\tb\tc\n1\t0012\n2\tx\ty\n",
        "a;b;c\n1;0012;\n2;x;y\n",
        "sep=;\na;b;c\n1;0012;\n2;x;y\n",
        "\n\na, b ,c\n1,0012,\n\n2,x,y\n,,\n",
        "a,b,c\n1,0012,\n2,x,y\n".encode("utf-16"),
        gzip.compress(b"a,b,c\n1,0012,\n2,x,y\n"),
        zipped({"out/listings.csv": "a,b,c\n1,0012,\n2,x,y\n", "readme.pdf": "no table"}),
        zipped({"a.csv": "a,b,c\n1,0012,\n", "b.csv": "c,a,b\ny,2,x\n", "__MACOSX/a.csv": "junk"}),
    ],
    ids=[
        f"dress {number}" for number in range(13)
    ],  # a zip holds the time of its making: every worker must give the cases the same names
)
def test_one_table_in_many_dresses(content):
    found = table(content)
    assert found.names == ("a", "b", "c")
    assert found.rows.rows() == PLAIN


def test_short_rows_are_filled_and_long_rows_keep_their_extra_cells():
    found = table("a,b\n1\n2,x,more\n3,y,\n")
    assert found.names == ("a", "b", "")
    assert found.rows.rows() == [("1", None, None), ("2", "x", "more"), ("3", "y", "")]


def test_a_comma_too_many_at_the_end_of_every_row_is_no_column():
    assert table("a,b\n1,2,\n3,4,\n").names == ("a", "b")


def test_repeated_and_empty_names_keep_their_positions():
    found = table("#,,City,City\n1,x,,Elsewhere\n")
    assert found.names == ("#", "", "City", "City")
    assert found.rows.rows() == [("1", "x", None, "Elsewhere")]


def test_text_that_is_not_utf8_is_read_as_windows_text():
    assert table("a\ncaf\xe9\n".encode("cp1252")).rows.rows() == [("caf\xe9",)]


def test_lines_count_blank_lines_and_breaks_inside_cells():
    found = table('a,b\n1,"two\nlines"\n\n2,x\n3,"y"\n')
    assert [found.lines[index] for index in range(3)] == [2, 5, 6]


def test_lines_below_a_header_of_two_lines():
    assert list(table('"a\nb",c\n1,2\n').lines) == [3]


def test_odd_quotes_inside_a_cell_are_only_letters():
    found = table('a,b,c\n1,5" pipe,3\n2,"4" x,5\n')
    assert found.rows.rows() == [("1", '5" pipe', "3"), ("2", "4 x", "5")]
    assert list(found.lines) == [2, 3]


def test_a_quotation_mark_that_swallows_the_rest_is_named_by_its_line():
    with pytest.raises(UnusableInput, match=r"line 3.*never ends"):
        table('a,b\n1,2\n3,"4\n5,6\n')


def test_excel_cells_become_text():
    found = table(excel([["MLS #", "Zip", None, "Price"], ["A1", "02115", "x", 425000.5], [None], [12345678, None]]))
    assert found.names == ("MLS #", "Zip", "", "Price")
    assert found.rows.rows() == [("A1", "02115", "x", "425000.5"), ("12345678", None, None, None)]
    assert list(found.lines) == [2, 4]


def test_reso_json_keeps_numbers_as_they_are_written():
    document = (
        '{"@odata.context": "x", "value": [{"ListPrice": 100000.00, "ListingKey": 1, "X": null, "@odata.id": "y"}]}'
    )
    found = table(document)
    assert found.names == ("ListPrice", "ListingKey", "X")
    assert found.rows.rows() == [("100000.00", "1", None)]


def test_spark_json_is_opened_at_its_standard_fields():
    document = {
        "D": {"Results": [{"Id": "1", "StandardFields": {"ListingId": "06-1", "BedsTotal": 3}}], "Success": True}
    }
    found = table(json.dumps(document))
    assert dict(zip(found.names, found.rows.row(0), strict=True)) == {"ListingId": "06-1", "BedsTotal": "3", "Id": "1"}


def test_a_list_lines_and_nested_values_of_json():
    assert table('[{"a": ["Visitable", "Lift"], "b": true}, {"c": {"x": 1}}]').rows.rows() == [
        ("Visitable, Lift", "Yes", None),
        (None, None, '{"x": "1"}'),
    ]
    assert table('{"a": 1}\n{"a": 2}\n').rows.rows() == [("1",), ("2",)]


@pytest.mark.parametrize("content", ["a,b\n", "a,b", '{"value": []}', "[]"])
def test_a_search_without_a_result_is_a_table_without_rows(content):
    assert table(content).rows.height == 0


@pytest.mark.parametrize(
    ("content", "what_to_do"),
    [
        ("", "Export the listings again"),
        ("\n\n", "Export the listings again"),
        ("<html><table>", "CSV, Excel or JSON"),
        (b"%PDF-1.7", "CSV, Excel or JSON"),
        (b"\x1f\x8bnot gzip", "Download it again"),
        (b"PK\x03\x04not zip", "Download it again"),
        ('{"value": [', "Download it again"),
        ('["a", "b"]', "value"),
        (zipped({"readme.pdf": "x"}), "no CSV, Excel or JSON"),
    ],
)
def test_what_is_no_table_says_what_to_give_instead(content, what_to_do):
    with pytest.raises(UnusableInput, match=what_to_do):
        table(content)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06", "a picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01", "a picture"),
        (zipped({}), "an empty zip file"),
        (gzip.compress(b"GIF89a\x01\0\x01\0", mtime=0), "a picture"),
        (zipped({"photo.csv": "GIF89a"}), "a picture"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\x03\0>\0\x01\0\0\0", "a binary file"),
        (bytes(range(256)) * 20, "a binary file"),
    ],
)
def test_a_file_that_is_no_text_says_so(content, what):
    with pytest.raises(UnusableInput, match=rf"is no table of text: it is {what}. Export the search as CSV"):
        table(content)


@pytest.mark.parametrize("content", ["a,b\n1,\x01x\n" + "2,y\n" * 50, "a,b\n1,one\vtwo\x1c\n", "a,b\n1,\0x\n"])
def test_a_stray_control_character_is_still_text(content):
    assert table(content).names == ("a", "b")


def test_a_missing_file_is_unusable(tmp_path):
    with pytest.raises(UnusableInput, match="No such file"):
        read(tmp_path / "nowhere.csv")


def test_rows_written_to_be_mended_read_the_same():
    names, rows = ("a", "", "a"), [("1", None, 'say "x"'), ("two\nlines", ",", "")]
    assert table(as_csv(names, rows)).rows.rows() == [("1", None, 'say "x"'), ("two\nlines", ",", None)]
