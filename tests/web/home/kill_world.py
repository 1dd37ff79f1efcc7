"""The home of the kill test, prepared and checked from processes of its own: python -m tests.web.home.kill_world WHAT.

`prepare`: a team, its agent signed in, homes with owners. `queue FILE`: one more export for the worker to read.
`state`: what the database holds, as JSON.
"""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "callsheet.settings")
django.setup()

from django.contrib.sessions.backends.db import SessionStore

from callsheet.accounts.models import Person, Team
from callsheet.calling.models import Attempt
from callsheet.compliance import gate
from callsheet.compliance.models import CountedDial
from callsheet.home import database
from callsheet.home.paths import home
from callsheet.leads import intake
from callsheet.leads.models import Lead
from callsheet.leads.tasks import run_import_task
from callsheet.listings import ingest
from callsheet.listings.models import Import
from callsheet.owners import ingest as owner_files
from tests.web.listed import a_registry_copy

AS_OF = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)
HOMES = 3_000
CALLED = 40


def export(path: Path, snapshot: int) -> Path:
    """Export number `snapshot`: each cuts a third of the prices and takes another tenth of the homes off the market."""
    lines = ["MLS #,Status,Address,City,State,Zip,List Price,List Date,Off Market Date"]
    for n in range(HOMES):
        off = n < CALLED or n % 10 < snapshot % 8
        price = 300_000 + n - 1_000 * len([k for k in range(1, snapshot + 1) if n % 3 == k % 3])
        status, on = ("Expired", f"11/{1 + n % 19}/2026") if off else ("Active", "")
        lines.append(f"KT{n:05},{status},{n + 1} Windrow Rd,Millbrook,MD,21047,{price},3/11/2026,{on}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def owners(path: Path) -> Path:
    lines = ["Owner,Address,City,State,Zip,Phone"]
    lines += [f"Owner Number{n},{n + 1} Windrow Rd,Millbrook,MD,21047,410555{100 + n:04}" for n in range(CALLED)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def prepare(folder: Path) -> dict:
    team = Team.objects.create(name="Saltmarsh Realty", licence_state="MD", created_at=AS_OF)
    agent = Person.objects.create_user(
        "maya", password="not asked", name="Maya Lindqvist", team=team, licence_state="MD", caller_number="+14105550100"
    )
    file = export(folder / "export-0.csv", 0)
    import_ = ingest.queue(team, file, file_name=file.name, by=agent, now=AS_OF, mls="Alder", as_of=AS_OF)
    intake.run_import(import_, AS_OF)
    file = owners(folder / "owners.csv")
    intake.run_owner_import(owner_files.queue(team, file, file_name=file.name, by=agent, now=AS_OF), AS_OF)
    a_registry_copy(copied_on=AS_OF.date())
    (home() / "demo").touch()  # so that the clock can stand at an hour at which the gate clears a dial
    session = SessionStore()
    session["_auth_user_id"] = str(agent.pk)
    session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
    session["_auth_user_hash"] = agent.get_session_auth_hash()
    session.save()
    called = Lead.objects.filter(owner__isnull=False).order_by("pk")
    return {"session": session.session_key, "leads": list(called.values_list("pk", flat=True))}


def queue(file: Path) -> dict:
    team = Team.objects.get()
    import_ = ingest.queue(team, file, file_name=file.name, by=None, now=AS_OF, mls="Alder", as_of=moment_of(file))
    run_import_task.enqueue(import_.pk)
    return {"import": import_.pk}


def moment_of(file: Path) -> datetime:
    return AS_OF.replace(minute=int(file.stem.rpartition("-")[2]))


def state() -> dict:
    ended = Attempt.objects.exclude(outcome="").order_by("pk")
    counts = ("rows", "new", "changed", "unchanged", "rejected", "state")
    return {
        "imports": list(Import.objects.filter(kind="mls").order_by("pk").values(*counts)),
        "attempts": list(ended.values_list("lead", "outcome", "note")),
        "counted": dict(Lead.objects.filter(attempts__gt=0).values_list("pk", "attempts")),
        "cleared": Attempt.objects.filter(clearance__isnull=False).count(),
        "dials": CountedDial.objects.count(),
        "all_attempts": Attempt.objects.count(),
        "chain": gate.verify_chain(Team.objects.get()),
    }


def main() -> None:
    what, *paths = sys.argv[1:]
    database.prepare()
    print(json.dumps({"prepare": prepare, "queue": queue, "state": state}[what](*map(Path, paths))))


if __name__ == "__main__":
    main()
