"""Each request knows its moment and its team once: `request.now` (aware UTC) and the person's own time zone."""

from zoneinfo import ZoneInfo

from django.utils import timezone

from callsheet import clock


def moment_and_place(get_response):
    """Set `request.now` and activate the signed-in person's zone, so that templates show the times they live by."""

    def middleware(request):
        request.now = clock.now()
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware
