"""The filters of the call sheet: which towns, prices and ages can be chosen, and what is chosen, in words."""

from collections.abc import Mapping
from dataclasses import dataclass

from callsheet.accounts.models import Team
from callsheet.calling.sheet import AGE_BANDS, PRICE_BANDS
from callsheet.listings.models import Street


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    name: str
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class Filter:
    name: str
    label: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Filters:
    """`said` is what is chosen, in words; empty when nothing is."""

    each: tuple[Filter, ...]
    said: str


def filters(team: Team, chosen: Mapping[str, str]) -> Filters:
    """The three filters with what is chosen in each."""
    towns = _towns(team)
    every = f"All {len(towns):,} towns" if len(towns) > 1 else "All towns"
    each = (
        _filter("town", "Town", chosen, every, {town: town for town in towns}),
        _filter("price", "Price", chosen, "Any price", {slug: band[0] for slug, band in PRICE_BANDS.items()}),
        _filter("age", "Off market", chosen, "Any age", {slug: band[0] for slug, band in AGE_BANDS.items()}),
    )
    said = [choice.name for one in each for choice in one.choices if choice.is_chosen and choice.value]
    return Filters(each, ", ".join(said))


def _filter(name: str, label: str, chosen: Mapping[str, str], every: str, names: Mapping[str, str]) -> Filter:
    now = chosen.get(name, "")
    choices = [Choice("", every, now not in names), *(Choice(slug, said, slug == now) for slug, said in names.items())]
    return Filter(name, label, tuple(choices))


def _towns(team: Team) -> list[str]:
    """The towns of the team's homes, in order."""
    towns = Street.objects.filter(team=team).exclude(city="").order_by("city")
    return list(towns.values_list("city", flat=True).distinct())
