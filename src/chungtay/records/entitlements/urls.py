"""Addresses of the rights of a place and year: /00016/2026/quyen-loi/."""

from django.urls import path

from chungtay.records.entitlements.views import pages

app_name = "entitlements"
urlpatterns = [
    path("", pages.index, name="index"),
    path("ho/<int:number>/", pages.household, name="household"),
    path("<slug:policy>/", pages.people, name="people"),
]
