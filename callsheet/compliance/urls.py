"""This room's addresses."""

from django.urls import path

from callsheet.compliance import assistants_views, views

urlpatterns: list = [
    path("rules/assistants/", assistants_views.assistants_may_dial, name="assistants"),
    path("rules/assistants/<int:pk>/take-back/", assistants_views.take_back, name="assistants_take_back"),
    path("clearances/<int:pk>/", views.clearance, name="clearance"),
    path("may-i-call/<int:pk>/", views.may_i_call, name="may_i_call"),
    path("may-i-call/<int:pk>/looked-up/", views.number_looked_up, name="number_looked_up"),
]
