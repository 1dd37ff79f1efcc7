"""How sure the owner is and who else is named, in the lines of the screen."""

from callsheet.leads.confidence import Known


def sure(known: Known) -> str:
    """`Owner fair: one vendor, 14 months old; the home sold since`; empty when nobody is known."""
    return f"Owner {known.confidence.said}" if known.confidence else ""


def named(known: Known) -> str:
    """`Also named as owner: Paul Boone. Holds 9 Quarry Rd too.`"""
    others, homes = [one.owner.name for one in known.also_named], [home.street_line for home in known.other_homes]
    also = f"Also named as owner: {', '.join(others)}." if others else ""
    holds = f"Holds {', '.join(homes)} too." if homes else ""
    return " ".join(filter(None, (also, holds)))
