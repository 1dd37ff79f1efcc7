"""Nothing rings unasked: numbers are there to be read, and the one link that dials comes after the gate allowed it."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse

import callsheet
from callsheet.calling import attempts
from callsheet.compliance import gate
from tests.web.world import NOW

FOLDER = Path(callsheet.__file__).parent
RINGS = re.compile(r"(?:tel|sms|callto|facetime|skype|whatsapp|sip):(?=[+\d{$])|clipboard", re.IGNORECASE)


@pytest.fixture
def dennis(leads):
    return leads["Dennis Ott"]


def test_one_template_alone_dials_and_nothing_copies_a_number():
    """Every template and script of the product, also those of screens no test opens."""
    files = [*(FOLDER / "templates").rglob("*"), *(FOLDER / "static").rglob("*.js")]
    found = [
        file.relative_to(FOLDER).as_posix()
        for file in files
        if file.is_file() and RINGS.search(file.read_text("utf-8"))
    ]
    assert found == ["templates/calling/dial.html"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/sheet/", "/leads/", "/call/{lead}/", "/leads/{lead}/", "/letters/"])
def test_a_page_that_shows_numbers_rings_none_and_makes_no_phone_ring_by_itself(client, dennis, path):
    """Phones turn printed numbers into links unless a page asks them not to."""
    page = client.get(path.format(lead=dennis.pk), follow=True)
    assert page.status_code == 200
    assert not RINGS.search(page.text)
    assert '<meta name="format-detection" content="telephone=no">' in page.text


@pytest.mark.django_db
def test_looking_never_dials(client, dennis):
    """A GET that dials could be walked into by a link, a preview or a prefetch."""
    assert client.get(reverse("call_dial", args=[dennis.pk])).status_code == 405
    assert not dennis.dials.exists()


@pytest.mark.django_db
def test_a_request_kept_by_a_colleague_takes_the_link_from_a_live_page(client, dennis, maya):
    phone = dennis.owner.phones.first()
    attempts.dial(dennis, phone, maya, NOW)
    assert f'href="tel:{phone.number}"' in client.get(f"/call/{dennis.pk}/").text
    gate.request_no_calls(maya.team, dennis.owner, phone.number, maya, NOW)
    assert "tel:" not in client.get(f"/call/{dennis.pk}/").text


@pytest.mark.django_db
def test_the_link_says_how_long_it_lives(client, dennis, maya, monkeypatch):
    """In seconds, so that a device whose clock is wrong ends it in time all the same."""
    attempts.dial(dennis, dennis.owner.phones.first(), maya, NOW)
    assert 'data-lives="300"' in client.get(f"/call/{dennis.pk}/").text
    monkeypatch.setattr("callsheet.clock.now", lambda: NOW + timedelta(minutes=4, seconds=30))
    assert 'data-lives="30"' in client.get(f"/call/{dennis.pk}/").text
