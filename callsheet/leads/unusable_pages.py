"""A file that was not taken, in words: what is wrong with it, and where its columns are asked about."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from callsheet.leads.uploads import Unusable


@dataclass(frozen=True, slots=True)
class UnusableFile:
    """A file that was not taken. With an `href` it waits there for somebody to say which column is which."""

    file: str
    problem: str
    href: str = ""


def unusable_file(unusable: Unusable) -> UnusableFile:
    """What is wrong with it, with the name of the file, and what to do."""
    href = f"{reverse('columns')}?{urlencode({'of': unusable.token})}" if unusable.token else ""
    said = unusable.problem
    if not said.startswith(unusable.file_name):
        said = f"{unusable.file_name}: {said[:1].lower()}{said[1:]}"
    return UnusableFile(unusable.file_name, said, href)
