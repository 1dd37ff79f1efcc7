"""Which of several relationships with an owner to call by: the one that excepts from the most, and the longest.

A relationship excepts for a number of days from its own (16 CFR 310.2(q)); a state may give a purchase fewer.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from callsheet.core.facts import Relationship
from callsheet.core.law_rules import Federal, Jurisdiction


def last_day(relationship: Relationship, federal: Federal, state: Jurisdiction | None = None) -> date:
    """The last day on which it excepts, by federal days or by a state's own where it has some."""
    if relationship.kind == "inquiry":
        return relationship.on + timedelta(days=federal.inquiry_days)
    own = state.purchase_days if state else None
    return relationship.on + timedelta(days=federal.purchase_days if own is None else own)


def best(
    relationships: Iterable[Relationship], on: date, federal: Federal, states: Iterable[Jurisdiction]
) -> Relationship | None:
    """The one to call by on a day in these states; None when there is none. One of a later day does not count yet.

    First what still excepts from every list, then what excepts from the nation's, then what lasts longest.
    """
    claiming = tuple(states)

    def worth(relationship: Relationship) -> tuple[bool, bool, date, date]:
        nations = last_day(relationship, federal)
        everywhere = min((last_day(relationship, federal, state) for state in claiming), default=nations)
        return everywhere >= on, nations >= on, everywhere, nations

    return max((each for each in relationships if each.on <= on), key=worth, default=None)
