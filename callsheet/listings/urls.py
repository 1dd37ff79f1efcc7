"""This room's addresses."""

urlpatterns: list = []
