"""Which do-not-call lists a team needs: where its owners' numbers, homes and mail are."""

from collections import defaultdict
from dataclasses import dataclass

from callsheet.compliance.tables import rules
from callsheet.owners.counted import Where


@dataclass(slots=True)
class Need:
    """Why a state's own list is needed: homes there, owners who get their mail there, numbers handed out there."""

    homes: int = 0
    mail: int = 0
    numbers: int = 0


def states(where: Where) -> dict[str, Need]:
    """State that keeps a list of its own -> why it is needed; only those that are."""
    keepers = {code for code, state in rules().states.items() if state.own_list}
    needs: dict[str, Need] = defaultdict(Need)
    for state in keepers & where.homes.keys():
        needs[state].homes = where.homes[state]
    for state in keepers & where.mail.keys():
        needs[state].mail = where.mail[state]
    for area, count in where.numbers.items():
        place = rules().area_codes.get(area)
        if place and place.state in keepers:
            needs[place.state].numbers += count
    return dict(needs)
