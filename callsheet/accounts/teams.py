"""Which team a door without a signed-in person works for, and under which names a team's office lists homes."""

import os
from datetime import datetime

from callsheet.accounts.models import Team
from callsheet.core.errors import UnusableInput

TEAM_VARIABLE = "CALLSHEET_TEAM"
UNNAMED = Team._meta.get_field("name").default


def the_team(now: datetime) -> Team:
    """The home's only team, made when there is none yet; of several, the one that CALLSHEET_TEAM names.

    Raises UnusableInput when several teams live here and none of them, or no single one, is named.
    """
    teams = list(Team.objects.order_by("pk"))
    name = os.environ.get(TEAM_VARIABLE, "").strip()
    if name:
        teams = [team for team in teams if team.name.casefold() == name.casefold()]
    if len(teams) == 1:
        return teams[0]
    if teams or name:
        raise UnusableInput(_which(name))
    return Team.objects.create(created_at=now)


def offices_of(team: Team) -> tuple[str, ...]:
    """The list offices that are ours: those the team named, and the team itself once somebody gave it a name."""
    return (*team.office_names, *(() if team.name == UNNAMED else (team.name,)))


def _which(name: str) -> str:
    known = ", ".join(Team.objects.order_by("name").values_list("name", flat=True)) or "none yet"
    said = f"{TEAM_VARIABLE}={name} names no single team" if name else "Several teams live in this home"
    return f"{said}. Set {TEAM_VARIABLE} to one of: {known}."
