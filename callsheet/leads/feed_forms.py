"""What is asked of a feed. Every kind has a form of its own, made of what all ask and the few fields that it needs.

A kind's form names its fields: `CREDENTIALS` are sealed and never shown again, `SETTINGS` are kept as they are,
`FURTHER` are settings that are seldom needed and stand folded.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from django import forms

from callsheet.core.errors import UnusableInput
from callsheet.listings.feed_secrets import seal, unseal
from callsheet.listings.feeds import SHORTEST_REST
from callsheet.listings.models import MOST_FRESH_HOURS, UNNAMED, Feed, Source

LONGEST_REST = 24 * 60 * 60  # seconds
KEPT_SECRET = "Saved. Leave it empty to keep it."
LICENCES = (
    (
        Feed.Licence.BACK_OFFICE,
        "Back office: for the brokerage's own work. It mostly carries every status, expired and canceled ones too.",
    ),
    (Feed.Licence.VOW, "VOW: for registered clients. It often carries sold ones; ask whether it carries expired ones."),
    (
        Feed.Licence.IDX,
        "IDX: for display on the web. It mostly ends with the listing: an expired one just leaves the feed.",
    ),
    (Feed.Licence.UNKNOWN, "Not known yet. Ask the MLS; the feed's page shows whether it ever delivered an Expired."),
)


class FeedForm(forms.Form):
    """What every kind asks: its name, its MLS, its licence, how often it is read, how long its word counts."""

    CREDENTIALS: ClassVar[tuple[str, ...]] = ()
    SETTINGS: ClassVar[tuple[str, ...]] = ()
    FURTHER: ClassVar[tuple[str, ...]] = ()
    about_further: ClassVar[str] = "Advanced: addresses, pages, limits"
    about_trying: ClassVar[str] = "Trying asks for one page and stores nothing."
    about_rest: ClassVar[str] = "60 finds an expired listing within a minute. Each reading is at least one request."

    mls = forms.CharField(
        label="MLS",
        max_length=80,
        help_text="As on your exports: its files and its feed are one source. Owners are called on its word.",
        error_messages={"required": "Write which MLS it is."},
        widget=forms.TextInput({"class": "input", "autocomplete": "off", "list": "mls-names"}),
    )
    name = forms.CharField(
        label="Name of the feed",
        max_length=80,
        required=False,
        help_text="Only to tell several apart. Left empty it is the MLS's.",
        widget=forms.TextInput({"class": "input", "autocomplete": "off"}),
    )
    licence = forms.ChoiceField(
        label="Its licence", choices=LICENCES, required=False, widget=forms.RadioSelect(), initial=Feed.Licence.UNKNOWN
    )
    every_seconds = forms.IntegerField(
        label="Rests between two readings, in seconds",
        min_value=SHORTEST_REST,
        max_value=LONGEST_REST,
        initial=300,
        widget=forms.NumberInput({"class": "input input-num"}),
    )
    fresh_hours = forms.IntegerField(
        label="Its word counts for, in hours",
        min_value=1,
        max_value=MOST_FRESH_HOURS,
        initial=24,
        help_text="Not heard for so long, nobody is called on it. Holds for the MLS: its exports too.",
        widget=forms.NumberInput({"class": "input input-num"}),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput())
    """Credentials that were typed on a page that came back, sealed: a password field is never filled in again."""

    def __init__(self, *given, feed: Feed | None = None, preset: Mapping[str, object] | None = None, **named) -> None:
        named.setdefault("initial", {**(named.pop("defaults", None) or {}), **(_of(feed) if feed else {})})
        super().__init__(*given, **named)
        self.feed, self.preset = feed, preset or {}
        self.fields["every_seconds"].help_text = self.about_rest
        if feed:
            del self.fields["mls"]
        self.known = self._known_secrets()
        for name in self.CREDENTIALS:
            if self.known.get(name):
                self.fields[name].required = False
                self.fields[name].help_text = KEPT_SECRET

    # ---- what was typed; the form is valid

    def clean(self) -> dict:
        said = super().clean()
        mls = " ".join(said.get("mls", "").split())
        if mls.casefold() == UNNAMED:
            self.add_error("mls", "Write which MLS it is.")
        said["name"] = " ".join(said.get("name", "").split()) or (self.feed.name if self.feed else mls)
        return said

    def settings(self) -> dict[str, object]:
        """What differs from the vendor's preset; settings that have no field here stay as they are."""
        mine = (*self.SETTINGS, *self.FURTHER)
        others = {name: value for name, value in self.feed.settings.items() if name not in mine} if self.feed else {}
        typed = {name: self.cleaned_data[name] for name in mine if name in self.fields}
        wanted = {name: value for name, value in typed.items() if value not in (None, "")}
        return others | {name: value for name, value in wanted.items() if self.preset.get(name) != value}

    def secrets(self) -> dict[str, str]:
        """The credentials as they are now, those kept among them."""
        typed = {name: self.cleaned_data.get(name, "").strip() for name in self.CREDENTIALS if name in self.fields}
        return self.known | {name: value for name, value in typed.items() if value}

    def keep_secrets(self) -> None:
        """Let the page that comes back carry what was typed, sealed."""
        typed = {name: self.data.get(name, "").strip() for name in self.CREDENTIALS if name in self.fields}
        known = self.known | {name: value for name, value in typed.items() if value}
        if known:
            self.data = self.data.copy()
            self.data["kept"] = seal(known)
        for name in known:
            if name in self.fields:
                self[name].help_text = KEPT_SECRET

    def _known_secrets(self) -> dict[str, str]:
        """What is saved, and what was typed on a page before this one."""
        known: dict[str, str] = {}
        for sealed in (self.feed.secrets if self.feed else "", self.data.get("kept", "") if self.is_bound else ""):
            try:
                known |= unseal(sealed)
            except UnusableInput:
                continue
        return known

    # ---- where its fields stand

    @property
    def first(self) -> list[forms.BoundField]:
        """What only this kind asks."""
        return [self[name] for name in (*self.SETTINGS, *self.CREDENTIALS) if name in self.fields]

    @property
    def shared(self) -> list[forms.BoundField]:
        names = ("mls", "name", "every_seconds", "fresh_hours")
        return [self[name] for name in names if name in self.fields]

    @property
    def folded(self) -> list[forms.BoundField]:
        return [self[name] for name in self.FURTHER if name in self.fields]

    @property
    def is_folded_wrong(self) -> bool:
        return any(field.errors for field in self.folded)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a trial came to, in words: the answer, and what else is worth knowing."""

    answer: str
    lines: Sequence[str]
    works: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """One way to add a feed: all that the pages know of a kind.

    `slug`: its place in the address; `settings`: what its preset says; `defaults`: with which values its form begins;
    `try_out`: raises FeedProblem or UnusableInput; None where there is nothing to try.
    """

    slug: str
    kind: str
    name: str
    about: str
    form: type[FeedForm]
    preset: str = ""
    settings: Mapping[str, object] = field(default_factory=dict)
    told: str = ""
    try_out: Callable[[Feed], Tried] | None = None
    defaults: Mapping[str, object] = field(default_factory=dict)

    @property
    def can_try(self) -> bool:
        """For the page, which would call `try_out` itself."""
        return self.try_out is not None


def text(label: str, help_text: str = "", *, required: bool = False, placeholder: object = "") -> forms.CharField:
    """A line of text of a kind's form."""
    widget = forms.TextInput({"class": "input", "autocomplete": "off", "placeholder": placeholder or ""})
    errors = {"required": f"Write the {label[:1].lower()}{label[1:]}."}
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=500, widget=widget, error_messages=errors
    )


def secret(label: str, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """A password field of a kind's form; what it held is never sent to the page again."""
    widget = forms.PasswordInput({"class": "input", "autocomplete": "off"})
    errors = {"required": f"Write the {label[:1].lower()}{label[1:]}."}
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4_000, widget=widget, error_messages=errors
    )


def number(
    label: str, help_text: str = "", *, least: float = 0, most: float | None = None, placeholder: object = None,
    whole: bool = True,
) -> forms.Field:  # fmt: skip
    """A number of a kind's form that may be left empty."""
    kind = forms.IntegerField if whole else forms.FloatField
    attributes = {"class": "input input-num", "placeholder": "" if placeholder is None else placeholder}
    return kind(
        label=label, help_text=help_text, required=False, min_value=least, max_value=most,
        widget=forms.NumberInput(attributes),
    )  # fmt: skip


def _of(feed: Feed) -> dict[str, object]:
    """A feed's present answers, without its credentials."""
    shared = {"name": feed.name, "licence": feed.licence, "every_seconds": feed.every_seconds}
    return {**feed.settings, **shared, "fresh_hours": feed.source.fresh_hours}


def mls_names(team: int) -> list[str]:
    """The MLSs a team knows by name."""
    known = Source.objects.filter(team=team, kind=Source.Kind.MLS).exclude(name=UNNAMED)
    return list(known.order_by("name").values_list("name", flat=True))
