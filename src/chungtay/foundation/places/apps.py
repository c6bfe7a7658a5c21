from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "chungtay.foundation.places"
    label = "places"
