from django.apps import AppConfig


class HomeConfig(AppConfig):
    name = "chungtay.web.home"
    label = "home"
