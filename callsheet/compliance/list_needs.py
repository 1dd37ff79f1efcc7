"""Which do-not-call lists a team needs: where its owners' numbers, homes and mail are. Counted in the database."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.db.models.functions import Substr

from callsheet.accounts.models import Team
from callsheet.compliance.tables import rules
from callsheet.owners.models import Owner, Ownership, Phone

USELESS = (Phone.Finding.WRONG, Phone.Finding.DISCONNECTED)


@dataclass(slots=True)
class Need:
    """Why a state's own list is needed: homes there, owners who get their mail there, numbers handed out there."""

    homes: int = 0
    mail: int = 0
    numbers: int = 0


def numbers_by_area(team: Team) -> dict[str, int]:
    """Area code -> how many of the team's usable numbers have it."""
    phones = Phone.objects.filter(owner__team=team, number__startswith="+1").exclude(finding__in=USELESS)
    counted = phones.annotate(area=Substr("number", 3, 3)).values("area").annotate(numbers=Count("pk"))
    return dict(counted.order_by().values_list("area", "numbers"))


def states(team: Team, by_area: Mapping[str, int]) -> dict[str, Need]:
    """State that keeps a list of its own -> why it is needed; only those that are."""
    keepers = {code for code, state in rules().states.items() if state.own_list}
    needs: dict[str, Need] = defaultdict(Need)
    owned = Ownership.objects.filter(owner__team=team, ended_at=None, property__state__in=keepers)
    homes = owned.values("property__state")
    for state, count in homes.annotate(homes=Count("property", distinct=True)).values_list("property__state", "homes"):
        needs[state].homes = count
    mail = Owner.objects.filter(team=team, mailing_state__in=keepers).values("mailing_state")
    for state, count in mail.annotate(owners=Count("pk")).values_list("mailing_state", "owners"):
        needs[state].mail = count
    for area, count in by_area.items():
        place = rules().area_codes.get(area)
        if place and place.state in keepers:
            needs[place.state].numbers += count
    return dict(needs)
