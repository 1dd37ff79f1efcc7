"""Every address of the web app."""

from django.urls import include, path

urlpatterns: list = [
    path("", include("callsheet.accounts.urls")),
    path("", include("callsheet.leads.urls")),
    path("", include("callsheet.calling.urls")),
    path("", include("callsheet.compliance.urls")),
    path("", include("callsheet.reports.urls")),
]
