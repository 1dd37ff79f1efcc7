from django.apps import AppConfig


class OwnersConfig(AppConfig):
    name = "callsheet.owners"
