"""Signing in and out, the welcome and the one-time links."""

from django.urls import include, path

urlpatterns: list = [
    path("accounts/", include("allauth.account.urls")),
]
