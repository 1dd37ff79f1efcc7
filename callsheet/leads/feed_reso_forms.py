"""The forms of the RESO Web API feeds: four vendors by their presets, and any other server."""

from collections.abc import Iterator, Mapping
from typing import ClassVar

from django import forms

from callsheet.core import words
from callsheet.leads.feed_forms import FeedForm, Tried, number, secret, text
from callsheet.listings.feed_connection import OVERLAP_MINUTES
from callsheet.listings.feed_trial import Trial, try_out
from callsheet.listings.models import Feed

MOST_OVERLAP = 24 * 60  # minutes
PAGES_BY = (
    ("", "As the vendor does by default"),
    ("server", "The server alone decides"),
    ("top", "Asked for as $top"),
    ("prefer", "Asked for in the header Prefer"),
)


class ResoForm(FeedForm):
    """Credentials of one kind or the other, and everything else as the preset has it."""

    CREDENTIALS: ClassVar[tuple[str, ...]] = ("token", "client_id", "client_secret")
    FURTHER: ClassVar[tuple[str, ...]] = (
        "root", "token_url", "scope", "page_size", "page_by", "overlap_minutes", "a_second", "an_hour", "a_day",
    )  # fmt: skip
    LOGIN: ClassVar[str] = "token"

    def __init__(self, *given, **named) -> None:
        self.base_fields = {**type(self).base_fields, **self._own(named.get("preset") or {})}
        super().__init__(*given, **named)

    def _own(self, preset: Mapping[str, object]) -> dict[str, forms.Field]:
        return {**self._credentials(), **self._addresses(preset), **_further(preset)}

    def _credentials(self) -> dict[str, forms.Field]:
        if self.LOGIN == "token":
            return {"token": secret("Access token", "The long-lived token from the vendor's dashboard.")}
        return {
            "client_id": secret("Client ID"),
            "client_secret": secret("Client secret"),
        }

    def _addresses(self, preset: Mapping[str, object]) -> dict[str, forms.Field]:
        root = text("Service root", "Ends before /Property.", placeholder=preset.get("root"))
        if self.LOGIN == "token":
            return {"root": root}
        token_url = text("Address that gives tokens", placeholder=preset.get("token_url"))
        return {"root": root, "token_url": token_url, "scope": text("Scope", placeholder=preset.get("scope"))}


class MlsGridForm(ResoForm):
    SETTINGS: ClassVar[tuple[str, ...]] = ("originating_system",)
    originating_system = text(
        "Originating system",
        "The short name MLS Grid has for your MLS (OriginatingSystemName); its support tells you.",
        required=True,
    )


class TrestleForm(ResoForm):
    LOGIN: ClassVar[str] = "client"


class BridgeForm(ResoForm):
    SETTINGS: ClassVar[tuple[str, ...]] = ("dataset",)
    dataset = text("Dataset", "The short name Bridge has for your MLS; it is part of every address.", required=True)


class SparkForm(ResoForm):
    pass


class OtherForm(ResoForm):
    """Any other server: either a token, or client credentials with the address that gives tokens."""

    LOGIN: ClassVar[str] = "any"
    SETTINGS: ClassVar[tuple[str, ...]] = ("root", "originating_system", "token_url", "scope")
    FURTHER: ClassVar[tuple[str, ...]] = ("page_size", "page_by", "overlap_minutes", "a_second", "an_hour", "a_day")

    def _credentials(self) -> dict[str, forms.Field]:
        either = "Either this, or the client ID and secret."
        return {
            "token": secret("Access token", either, required=False),
            "client_id": secret("Client ID", required=False),
            "client_secret": secret("Client secret", required=False),
        }

    def secrets(self) -> dict[str, str]:
        """One account: whoever types a client ID goes on without the token that was saved, and the other way round."""
        secrets = super().secrets()
        typed = [name for name in self.CREDENTIALS if self.cleaned_data.get(name)]
        if "token" in typed:
            return {"token": secrets["token"]}
        return {name: value for name, value in secrets.items() if not typed or name != "token"}

    def _addresses(self, preset: Mapping[str, object]) -> dict[str, forms.Field]:
        return {
            "root": text("Service root", "Begins with https:// and ends before /Property.", required=True),
            "originating_system": text("Originating system", "Only if the server wants it in every question."),
            "token_url": text("Address that gives tokens", "Only with a client ID and secret."),
            "scope": text("Scope", "Only with a client ID and secret, and only if the vendor names one."),
        }


def _further(preset: Mapping[str, object]) -> dict[str, forms.Field]:
    limits = {name: preset.get(name) for name in ("a_second", "an_hour", "a_day")}
    return {
        "page_size": number("Rows a page", least=1, most=10_000, placeholder=preset.get("page_size")),
        "page_by": forms.ChoiceField(
            label="Size of a page", choices=PAGES_BY, required=False, widget=forms.Select({"class": "select"})
        ),
        "overlap_minutes": number(
            "Overlap, in minutes",
            "So much earlier than its place each reading begins, for rows that became visible late.",
            least=1,
            most=MOST_OVERLAP,
            placeholder=preset.get("overlap_minutes", OVERLAP_MINUTES),
        ),
        "a_second": number(
            "Requests a second", least=0.01, placeholder=limits["a_second"] or 1.8, whole=False
        ),
        "an_hour": number("Requests an hour", least=1, placeholder=limits["an_hour"] or "no limit"),
        "a_day": number("Requests a day", least=1, placeholder=limits["a_day"] or "no limit"),
    }  # fmt: skip


FORMS: Mapping[str, type[ResoForm]] = {
    "mls_grid": MlsGridForm,
    "trestle": TrestleForm,
    "bridge": BridgeForm,
    "spark": SparkForm,
}


def tried(feed: Feed) -> Tried:
    """Try a Web API out. Raises FeedProblem or UnusableInput."""
    trial = try_out(feed)
    came = f"{words.count(trial.rows, 'row')} in {trial.seconds:.1f} s"
    lines = _lines(trial, str(feed.settings.get("originating_system", "")))
    return Tried(f"It works: {trial.fields} of {trial.wanted} fields; {came}.", tuple(lines))


def _lines(trial: Trial, system: str) -> Iterator[str]:
    named = f"Check the originating system, {system}, capital letters too. " if system else ""
    if trial.statuses:
        seen = ", ".join(f"{status} {count:,}" for status, count in trial.statuses.items())
        yield f"Statuses seen: {seen}."
    if not trial.rows:
        yield f"It sent no row. {named}Ask the MLS whether the feed is switched on for this account."
    elif not {"Expired", "Canceled"} & set(trial.statuses):
        where = "on this page" if trial.has_more else "at all"
        yield f"No Expired or Canceled {where}. Ask the MLS whether the licence carries them; else bring exports."
    if trial.lacks:
        yield f"Fields it does not have: {', '.join(trial.lacks)}."
    yield "Nothing was stored."
