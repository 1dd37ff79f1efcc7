"""Signing in and out, the welcome and the one-time links, a person's own settings, the people. There is no sign-up."""

from allauth.account import views as allauth
from django.urls import path

from callsheet.accounts import people_views, views

urlpatterns: list = [
    path("welcome/<str:token>/", views.welcome_page, name="welcome"),
    path("sign-in/<str:token>/", views.sign_in_link, name="sign_in_link"),
    path("join/<str:token>/", people_views.join, name="join"),
    path("me/", views.me, name="me"),
    path("me/people/", people_views.people_list, name="people"),
    path("me/people/<int:pk>/role/", people_views.role, name="person_role"),
    path("me/people/<int:pk>/off/", people_views.off, name="person_off"),
    path("me/people/<int:pk>/link/", people_views.link, name="person_link"),
    path("accounts/login/", views.sign_in, name="account_login"),
    path("accounts/logout/", allauth.logout, name="account_logout"),
    path("accounts/inactive/", allauth.account_inactive, name="account_inactive"),
    path("accounts/password/", allauth.password_change, name="account_change_password"),
    path("accounts/password/set/", allauth.password_set, name="account_set_password"),
]
