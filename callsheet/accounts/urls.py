"""Signing in and out, the welcome and the one-time links, a person's own settings. There is no sign-up."""

from allauth.account import views as allauth
from django.urls import path

from callsheet.accounts import views

urlpatterns: list = [
    path("welcome/<str:token>/", views.welcome_page, name="welcome"),
    path("sign-in/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("me/", views.me, name="me"),
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/password/", allauth.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth.password_set, name="account_set_password"),
]
