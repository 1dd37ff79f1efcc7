"""This room's addresses."""

from django.urls import path

from callsheet.compliance import views

urlpatterns: list = [
    path("clearances/<int:pk>/", views.clearance, name="clearance"),
    path("may-i-call/<int:pk>/", views.may_i_call, name="may_i_call"),
    path("may-i-call/<int:pk>/looked-up/", views.number_looked_up, name="number_looked_up"),
]
