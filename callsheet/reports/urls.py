"""This room's addresses."""

from django.urls import path

from callsheet.reports.views import numbers_page

urlpatterns: list = [path("numbers/", numbers_page, name="numbers")]
