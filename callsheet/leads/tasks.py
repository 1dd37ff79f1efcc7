"""Background work of this room: an uploaded file is read by the worker while its page shows how far it is."""

from django_tasks import task

from callsheet import clock
from callsheet.core.errors import UnusableInput
from callsheet.leads import intake
from callsheet.listings.ingest import TakenImport
from callsheet.listings.models import Import

ENDED = (Import.State.DONE, Import.State.FAILED)


@task()
def run_import_task(import_id: int) -> None:
    """Read the rest of a queued file. Safe to run twice: an import that ended is left alone, a killed one goes on from
    its place, one that another process reads is left to that. A file that turns out unusable fails with what to do,
    which its page shows."""
    import_ = Import.objects.select_related("team").filter(pk=import_id).exclude(state__in=ENDED).first()
    if import_ is None:
        return
    try:
        intake.run_any(import_, clock.now())
    except TakenImport:
        return
    except UnusableInput as problem:
        Import.objects.filter(pk=import_id).update(
            state=Import.State.FAILED, problem=str(problem), finished_at=clock.now()
        )
