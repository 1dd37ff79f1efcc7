"""What a vendor claimed, as a file."""

from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from callsheet.leads.claim_pages import as_csv
from callsheet.listings.models import Import
from callsheet.owners import claims


@require_safe
def import_claims(request: HttpRequest, pk: int) -> HttpResponse:
    """Every home that the file sold as expired, with what the MLS says of it now."""
    import_ = get_object_or_404(Import.objects.select_related("source"), pk=pk, team=request.user.team_id)
    said = list(claims.of_import(import_))
    if not said:
        raise Http404("This file claims nothing of any home.")
    response = HttpResponse(as_csv(said), content_type="text/csv; charset=utf-8")
    name = f"{Path(import_.file_name).name.partition('.')[0]}.claims.csv"
    response.headers["Content-Disposition"] = content_disposition_header(True, name)
    return response
