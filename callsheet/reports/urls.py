"""This room's addresses."""

from django.urls import path

from callsheet.reports import vendor_views
from callsheet.reports.views import numbers_page

urlpatterns: list = [
    path("numbers/", numbers_page, name="numbers"),
    path("sources/scorecard/", vendor_views.vendor_scorecard, name="vendor_scorecard"),
    path("sources/scorecard/vendors.csv", vendor_views.vendor_scorecard_file, name="vendor_scorecard_file"),
    path("sources/<int:pk>/price/", vendor_views.source_price, name="source_price"),
]
