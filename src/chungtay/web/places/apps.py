from django.apps import AppConfig


class PlacesPagesConfig(AppConfig):
    name = "chungtay.web.places"
    label = "places_pages"
