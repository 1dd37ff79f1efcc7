"""Which of an owner's numbers to try first."""

from collections import defaultdict
from collections.abc import Iterable

from callsheet.listings import bulk
from callsheet.owners.models import Phone

READ_AT_ONCE = 500  # owners


def best(phones: Iterable[Phone]) -> list[Phone]:
    """The numbers in the order to try them: one that reached the owner, then the vendor's order, then the unlikely.

    Wrong and disconnected numbers come last so that a page can show them struck through; `usable` leaves them out.
    """
    return sorted(phones, key=_place)


def usable(phones: Iterable[Phone]) -> list[Phone]:
    """The numbers that may be tried, best first: calls have not shown that they do not reach this owner."""
    return [phone for phone in best(phones) if not phone.is_dead]


def usable_of(owners: Iterable[int]) -> defaultdict[int, list[Phone]]:
    """Owner -> the numbers that may be tried, best first; none for an owner who has none."""
    found: defaultdict[int, list[Phone]] = defaultdict(list)
    for some in bulk.chunks(sorted(set(owners)), READ_AT_ONCE):
        for phone in Phone.objects.filter(owner__in=some).select_related("source"):
            found[phone.owner_id].append(phone)
    for owner, phones in found.items():
        found[owner] = usable(phones)
    return found


def _place(phone: Phone) -> tuple[bool, bool, bool, int, int]:
    reached = phone.finding == Phone.Finding.REACHED
    return (phone.is_dead, not reached, phone.litigator, phone.rank, phone.pk or 0)
