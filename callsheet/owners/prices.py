"""What a brokerage pays for a vendor, as people entered it; every price stays, each from its own day on."""

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from callsheet.accounts.models import Person
from callsheet.core.errors import UnusableInput
from callsheet.listings.models import Source
from callsheet.owners.models import SourcePrice

MOST = Decimal("9999999.99")
WRITE_PRICE = "Write what it costs a month in dollars, such as 79 or 79.50; 0 when it is free."


class DayToCome(UnusableInput):
    """A price counts from a day that has come."""


@transaction.atomic
def set_price(
    source: Source, dollars_a_month: Decimal, since: date, by: Person | None, now: datetime, today: date
) -> SourcePrice:
    """Keep what the source costs a month from a day on; 0 is free, or canceled. Another price for the same day takes
    its place. Raises UnusableInput for an MLS and an amount that is none, DayToCome for a later day.
    """
    if source.kind != Source.Kind.OWNERS:
        raise UnusableInput(f"{source.name} is an MLS; a price is kept for vendors of owners and numbers.")
    if not 0 <= dollars_a_month <= MOST:
        raise UnusableInput(WRITE_PRICE)
    if since > today:
        raise DayToCome("Write a day that has come: the price counts from then on.")
    told = {"dollars_a_month": dollars_a_month, "by": by, "at": now}
    price, _ = SourcePrice.objects.update_or_create(source=source, since=since, defaults=told)
    return price
