"""Files as somebody brings them in the browser, and the worker that reads them."""

from django.core.files.uploadedfile import SimpleUploadedFile

from callsheet.leads.tasks import run_import_task
from callsheet.listings.models import Import

HEADER = "MLS #,Status,Address,City,State,Zip,List Price,Off Market Date,Agent Notes"
EXPIRED = "A1,Expired,6 Juniper Way,Millbrook,MD,21040,410000,11/22/2026,Lockbox"
ACTIVE = "A2,Active,8 Juniper Way,Millbrook,MD,21040,420000,,"
BAD_PRICE = "A3,Expired,9 Juniper Way,Millbrook,MD,21040,CALL,11/21/2026,"
STRANGE = "A4,Frobbed,7 Juniper Way,Millbrook,MD,21040,400000,11/20/2026,"
ODD_HEADER = "Ref,Cond,Where,Ask"
OWNERS = """Owner Name,Property Address,City,State,Zip,Phone 1,Phone 1 DNC
John Ashcombe,6 Juniper Way,Millbrook,MD,21040,410-555-0123,No
"""


def export(*rows: str, name: str = "alder.csv", header: str = HEADER) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join((header, *rows, "")).encode())


def odd_export(name: str = "odd.csv") -> SimpleUploadedFile:
    """An export whose header tells nothing: a dozen expired homes."""
    rows = (
        f'R{number},Expired,"{number} Bittern Reach, Millbrook, MD 21040",{300_000 + number}' for number in range(1, 13)
    )
    return export(*rows, name=name, header=ODD_HEADER)


def owner_file(name: str = "owners.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, OWNERS.encode())


def bring(client, *files: SimpleUploadedFile, **given):
    """Bring files on the import page; the answer of the POST, not followed."""
    return client.post("/import/", {"files": list(files), **given})


def read_all() -> None:
    """What the worker does: read whatever waits."""
    for pk in Import.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True):
        run_import_task.func(pk)


def brought(client, *files: SimpleUploadedFile, **given) -> Import:
    """Bring files and let them be read; the newest import."""
    bring(client, *files, **given)
    read_all()
    return Import.objects.order_by("pk").last()
