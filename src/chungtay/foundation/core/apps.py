from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "chungtay.foundation.core"
    label = "core"
