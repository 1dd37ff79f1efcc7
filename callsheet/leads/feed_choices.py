"""The ways to add a feed: vendors of the RESO Web API, any other server, and files that come by themselves."""

from collections.abc import Mapping

from callsheet.feeds.reso.presets import PRESETS
from callsheet.leads.feed_file_forms import FILE_CHOICES
from callsheet.leads.feed_forms import Choice
from callsheet.leads.feed_reso_forms import FORMS, OtherForm, tried
from callsheet.listings.models import Feed

DOCS = {
    "mls_grid": "Ask your MLS to approve a data licence through MLS Grid; your subscription there has the token.",
    "trestle": "Ask your MLS for a Trestle connection; the client ID and secret are under Product, Data Feed, Manage.",
    "bridge": "Ask your MLS for access through Bridge; then you have a server token and the name of its dataset.",
    "spark": "Ask your MLS for a replication key of Spark; without that role Spark answers in pages of 25.",
}


def _vendors() -> list[Choice]:
    return [
        Choice(
            slug=key.replace("_", "-"), kind=Feed.Kind.RESO, name=preset.name, about=DOCS[key], form=FORMS[key],
            preset=key, settings=preset.settings, told=preset.told, try_out=tried,
        )
        for key, preset in PRESETS.items()
    ]  # fmt: skip


OTHER = Choice(
    slug="other",
    kind=Feed.Kind.RESO,
    name="Another RESO Web API",
    about="Any server that speaks the RESO Web API (OData 4): its service root, and a token or a client ID and secret.",
    form=OtherForm,
    try_out=tried,
)

CHOICES: Mapping[str, Choice] = {choice.slug: choice for choice in (*_vendors(), OTHER, *FILE_CHOICES)}


def choice_of(feed: Feed) -> Choice:
    """How a feed was added; one whose preset is no longer known is any other server."""
    found = (one for one in CHOICES.values() if one.kind == feed.kind and one.preset == feed.preset)
    return next(found, OTHER)
