"""How large a file may be that is brought in the browser: the rest of a larger one is not even written down."""

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

MEGABYTE = 1 << 20


class LimitedUpload(FileUploadHandler):
    """Stands before Django's handlers, passes pieces on until a file is too large, and keeps its name for `refused`.

    The limit is the page's own in LARGEST_UPLOADS, by the name of its address, else LARGEST_UPLOAD.
    """

    def new_file(self, *given, **named) -> None:
        super().new_file(*given, **named)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        if self.received > largest(self.request):
            self.request.refused_uploads = [*refused(self.request), self.file_name or "The file"]
            raise SkipFile
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """The file is made by the handler after this one."""


def largest(request: HttpRequest) -> int:
    """Bytes that one file may have on this page."""
    name = request.resolver_match.url_name if request.resolver_match else ""
    return settings.LARGEST_UPLOADS.get(name, settings.LARGEST_UPLOAD)


def refused(request: HttpRequest) -> list[str]:
    """The names of the files that were too large. They are not among the request's files."""
    return getattr(request, "refused_uploads", [])


def limit_words(request: HttpRequest) -> str:
    """`512 MB`, `4 GB`"""
    megabytes = largest(request) // MEGABYTE
    return f"{megabytes // 1024} GB" if megabytes >= 1024 else f"{megabytes} MB"
