"""Addresses of the register of a place: /00016/2026/ho-dan/."""

from django.urls import URLPattern

app_name = "registry"
urlpatterns: list[URLPattern] = []
