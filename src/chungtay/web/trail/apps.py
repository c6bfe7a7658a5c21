from django.apps import AppConfig


class TrailConfig(AppConfig):
    name = "chungtay.web.trail"
    label = "trail"
