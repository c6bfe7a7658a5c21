from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "chungtay.web.portal"
    label = "portal"
