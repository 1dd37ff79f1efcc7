"""Coming in by password or by a one-time link; everything else is closed."""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from callsheet.accounts import links
from callsheet.accounts.models import Person
from callsheet.clock import now
from tests.web.world import a_team, an_agent

pytestmark = pytest.mark.django_db

PUBLIC = {"join", "welcome", "sign_in_link", "account_login", "account_logout", "account_inactive"}


@pytest.fixture
def maya() -> Person:
    return an_agent(a_team(), "Maya Lindqvist", email="maya@example.com")


@pytest.mark.parametrize("login", ["Maya Lindqvist", "maya lindqvist", "maya@example.com"])
def test_signs_in_with_name_or_email(client, maya, login):
    answer = client.post("/accounts/login/", {"login": login, "password": "a long password"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert client.session["_auth_user_id"] == str(maya.pk)


def test_a_wrong_password_says_so_and_signs_nobody_in(client, maya):
    answer = client.post("/accounts/login/", {"login": maya.username, "password": "something else"})
    assert answer.status_code == 200
    assert "You are not signed in." in answer.text
    assert "No account has this name and this password." in answer.text
    assert "_auth_user_id" not in client.session


def test_goes_on_to_the_page_that_was_asked_for(client, maya):
    asked = client.get("/me/")
    assert asked.url == "/accounts/login/?next=/me/"
    page = client.get(asked.url)
    assert 'name="next" value="/me/"' in page.text
    answer = client.post("/accounts/login/", {"login": maya.username, "password": "a long password", "next": "/me/"})
    assert answer.url == "/me/"


def test_a_home_without_anybody_points_to_the_terminal(client):
    assert "callsheet serve" in client.get("/accounts/login/").text


def test_a_link_signs_in_once(client, maya):
    page = f"/sign-in/{links.make_link('sign_in', maya, now())}/"
    assert client.get(page).url == "/"
    assert client.session["_auth_user_id"] == str(maya.pk)
    assert client.get(page).url == "/"
    client.logout()
    assert client.get(page).status_code == 410


def test_a_link_does_not_open_a_closed_account(client, maya):
    Person.objects.update(is_active=False)
    assert client.get(f"/sign-in/{links.make_link('sign_in', maya, now())}/").status_code == 410
    assert "_auth_user_id" not in client.session


def test_a_form_on_another_site_cannot_use_a_link(client, maya):
    assert client.post(f"/sign-in/{links.make_link('sign_in', maya, now())}/").status_code == 405


def test_there_is_no_sign_up(client):
    assert client.get("/accounts/signup/").status_code == 404


def test_the_cookie_works_over_plain_http_on_this_machine(client, maya):
    client.post("/accounts/login/", {"login": maya.username, "password": "a long password"})
    cookie = client.cookies["sessionid"]
    assert not cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


def _patterns(resolver: URLResolver):
    for entry in resolver.url_patterns:
        yield from _patterns(entry) if isinstance(entry, URLResolver) else [entry]


def test_every_page_is_closed_but_those_that_let_people_in():
    open_pages = {
        entry.name
        for entry in _patterns(get_resolver())
        if isinstance(entry, URLPattern) and not getattr(entry.callback, "login_required", True)
    }
    assert open_pages == PUBLIC


def test_signing_out_takes_a_post(client, maya):
    client.force_login(maya)
    assert "Sign out" in client.get("/accounts/logout/").text
    assert client.session["_auth_user_id"]
    client.post("/accounts/logout/")
    assert "_auth_user_id" not in client.session


def test_changing_the_password(client, maya):
    client.force_login(maya)
    typed = {"oldpassword": "a long password", "password1": "another long one", "password2": "another long one"}
    assert client.post("/accounts/password/", typed).url == "/me/"
    maya.refresh_from_db()
    assert maya.check_password("another long one")


def test_changing_it_needs_the_old_one(client, maya):
    client.force_login(maya)
    typed = {"oldpassword": "a guess", "password1": "another long one", "password2": "another long one"}
    assert client.post("/accounts/password/", typed).status_code == 200
    maya.refresh_from_db()
    assert maya.check_password("a long password")


def test_somebody_who_came_by_a_link_sets_the_first_password(client, maya):
    maya.set_unusable_password()
    maya.save()
    client.force_login(maya)
    assert client.get("/accounts/password/").url == "/accounts/password/set/"
    client.post("/accounts/password/set/", {"password1": "another long one", "password2": "another long one"})
    maya.refresh_from_db()
    assert maya.check_password("another long one")
