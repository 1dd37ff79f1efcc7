"""What forgetting an owner erases and keeps, in plain sentences: the same on the page and on the command line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from callsheet.calling.forget import Forgotten, Plan
from callsheet.core import phone, words
from callsheet.owners.models import Owner

PLACES: Mapping[str, tuple[str, str]] = {
    "leadevent": ("entry of a time line", "entries of time lines"),
    "note": ("note", "notes"),
    "attempt": ("note of a call", "notes of calls"),
    "followup": ("reason of a planned touch", "reasons of planned touches"),
    "lead": ("reason of a lead", "reasons of leads"),
    "appointment": ("meeting place", "meeting places"),
    "rejectedrow": ("rejected row", "rejected rows"),
    "import": ("import", "imports"),
    "feed": ("problem of a feed", "problems of feeds"),
    "feedfile": ("file of a feed", "files of feeds"),
    "ownershipreport": ("other column of a home's other owner", "other columns of a home's other owners"),
    "othercolumns": ("listing's other columns", "listings' other columns"),
    "donotcallrequest": ("do-not-call request", "do-not-call requests"),
    "consent": ("permission of somebody else", "permissions of others"),
    "relationship": ("relationship of somebody else", "relationships of others"),
    "proposedrequest": ("proposed request", "proposed requests"),
    "dialerresult": ("result of a dialer", "results of dialers"),
}
PERMISSIONS = ("permission or relationship", "permissions and relationships")
BACKUPS = "Backups made before today still hold the person. Those made at night are removed after 7 days by themselves."
RESTORED = "A backup that is restored brings the person back: forget them again then."
OUT_OF_REACH = "What was printed, exported or saved elsewhere is yours to destroy."
TONIGHT = "The database is written anew tonight, so that nothing is left in its free space."


@dataclass(frozen=True, slots=True)
class ForgetPage:
    """`erased` and `kept` say what happens to what; `done` is true for somebody who is forgotten already."""

    owner: int
    lead: int | None
    name: str
    done: bool
    erased: tuple[str, ...]
    kept: tuple[str, ...]
    left: tuple[str, ...]


def forget_page(plan: Plan) -> ForgetPage:
    owner = plan.owner
    return ForgetPage(
        owner=owner.pk,
        lead=plan.newest_lead,
        name=owner.name,
        done=owner.forgotten_at is not None,
        erased=tuple(_erased(plan)),
        kept=tuple(_kept(plan)),
        left=tuple(_left(plan)),
    )


def done_words(done: Forgotten) -> str:
    """`Forgotten: 2 numbers are on the do-not-call list for five years, 1 lead is closed, 14 notes are erased.`"""
    one = done.numbers == 1
    said = [f"{words.count(done.numbers, 'number')} {'is' if one else 'are'} on the do-not-call list for five years"]
    if done.leads_closed:
        said.append(f"{words.count(done.leads_closed, 'lead')} {'is' if done.leads_closed == 1 else 'are'} closed")
    erased = done.notes + done.traces
    if erased:
        said.append(f"{words.count(erased, 'note or mention', 'notes and mentions')} {_is(erased)} erased")
    return f"Forgotten: {', '.join(said)}."


def _is(count: int) -> str:
    return "is" if count == 1 else "are"


def _erased(plan: Plan) -> Iterable[str]:
    yield _own_data(plan.owner, len(plan.known.numbers))
    if plan.known.homes:
        yield f"That they own {', '.join(home.one_line for home in plan.known.homes)}."
    if plan.notes:
        yield f"{words.count(plan.notes, 'note', 'notes')} that your team wrote about them."
    mentions = [words.count(count, *PLACES[table]) for table, count in sorted(plan.words.items()) if table in PLACES]
    if mentions:
        yield f"Their name and numbers wherever else they stand: {', '.join(mentions)}."
    if plan.permissions_erased:
        yield f"{words.count(plan.permissions_erased, *PERMISSIONS)} that no call rested on."
    if plan.open_leads:
        leads = words.count(plan.open_leads, "open lead")
        yield f"{leads} {_is(plan.open_leads)} closed: “The owner asked to be forgotten.”"


def _own_data(owner: Owner, numbers: int) -> str:
    """`Name, e-mail, mailing address and 2 numbers.`"""
    has = ["Name", "e-mail" if owner.email else "", "mailing address" if owner.mailing_line else ""]
    if numbers:
        has.append(words.count(numbers, "number"))
    *first, last = filter(None, has)
    return f"{', '.join(first)} and {last}." if first else f"{last}."


def _kept(plan: Plan) -> Iterable[str]:
    for number in plan.known.numbers:
        yield f"{phone.national(number)} on your do-not-call list, for five years (47 CFR 64.1200(d)(6))."
    if plan.answers:
        yield (
            f"{words.count(plan.answers, 'answer')} of the gate with number and checks, without a name, for five years "
            "(16 CFR 310.5): they are sealed in one chain."
        )
    if plan.calls:
        yield f"{words.count(plan.calls, 'call')} with number, moment and outcome, without notes (16 CFR 310.5)."
    if plan.permissions_kept:
        yield (
            f"{words.count(plan.permissions_kept, *PERMISSIONS)} that calls rested on, with words and file, for five "
            "years (16 CFR 310.5)."
        )
    yield "A mark that tells nobody who it was, so that no file brings the same person back to the same home."


def _left(plan: Plan) -> Iterable[str]:
    for owner in plan.others:
        yield f"{owner.name} has one of these numbers too: it is called for nobody any more."
    for name in plan.unread:
        yield f"{name} waits to be read and is kept whole until then; the person will be left out of it."
    for path in plan.elsewhere:
        yield f"{path} lies outside Callsheet's home and names the person. Mend or delete it."
    yield BACKUPS
    yield OUT_OF_REACH
