"""What is not there, and what went wrong, is said in the words and the look of the house."""

import pytest
from django.template.loader import render_to_string

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/nonsense/", "/leads/99999/"])
def test_an_address_with_nothing_at_it_has_a_way_on(client, maya, path):
    page = client.get(path)
    assert page.status_code == 404
    assert "There is nothing at this address" in page.text
    assert 'href="/sheet/"' in page.text


def test_what_went_wrong_stands_alone_and_says_where_to_look():
    page = render_to_string("500.html")
    assert "callsheet doctor" in page
    assert "stylesheet" not in page
