"""Do-not-call lists for the web tests: copies of area codes, and numbers on them, without files to read."""

from datetime import UTC, date, datetime

from callsheet.compliance.models import RegistryCopy, RegistryNumber

LOADED_AT = datetime(2026, 11, 24, 13, 5, tzinfo=UTC)
COPIED_ON = date(2026, 11, 19)
NATION = "US"


def a_registry_copy(area_code: str = "410", copied_on: date = COPIED_ON, list: str = NATION) -> RegistryCopy:
    """A copy of one area code with nobody on it."""
    return RegistryCopy.objects.create(
        list=list, area_code=area_code, copied_on=copied_on, loaded_at=LOADED_AT, file_name=f"{area_code}.txt",
        file_hash="", numbers=0,
    )  # fmt: skip


def on_registry(*numbers: str, list: str = NATION, copied_on: date | None = None) -> None:
    """Put E.164 numbers on a list. An area code that is loaded keeps its day unless one is given."""
    for area_code in sorted({number[2:5] for number in numbers}):
        current = RegistryCopy.objects.filter(list=list, area_code=area_code, replaced_at=None)
        if not current.exists():
            a_registry_copy(area_code, copied_on or COPIED_ON, list)
        elif copied_on:
            current.update(copied_on=copied_on)
    for number in numbers:
        RegistryNumber.objects.get_or_create(number=int(number[2:]))
