"""Background work of this room: lists brought in the browser are read while their page shows how far they are."""

from django_tasks import task

from callsheet import clock
from callsheet.compliance import list_uploads
from callsheet.compliance.models import ListLoad


@task()
def load_list_task(load_id: int) -> None:
    """Read a list that somebody brought. Safe to run twice."""
    load = ListLoad.objects.filter(pk=load_id).first()
    if load:
        list_uploads.run(load, clock.now)
