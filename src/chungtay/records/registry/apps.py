from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "chungtay.records.registry"
    label = "registry"
