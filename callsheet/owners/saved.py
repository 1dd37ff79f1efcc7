"""What somebody said of the columns of an owner file, used for the next one like it."""

from callsheet.accounts.models import Team
from callsheet.core.errors import UnusableInput
from callsheet.listings import saved_mappings
from callsheet.listings.models import SavedMapping, Source
from callsheet.listings.readers import Table
from callsheet.owners.columns import read_header


def saved_for(team: Team, table: Table, source: str = "") -> SavedMapping | None:
    """The mapping saved for such owner files; another source's serves too where the header tells too little."""
    saved = saved_mappings.find(team, Source.Kind.OWNERS, table, source)
    if saved or not source:
        return saved
    try:
        read_header(table.names)
    except UnusableInput:
        return saved_mappings.find(team, Source.Kind.OWNERS, table)
    return None


def first_columns(saved: SavedMapping, table: Table) -> dict[str, str]:
    """Field -> its column in this file, as an owner file's mapping is kept."""
    return {name: columns[0] for name, columns in saved_mappings.fitted(saved, table.names).items() if columns}
