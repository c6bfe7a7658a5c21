"""Addresses that ODK Collect calls (/odk), as OpenRosa names them, and the page of a campaign."""

from django.urls import path

from chungtay.exchange.openrosa.views import protocol, screen

app_name = "openrosa"
_FORM = "odk/bieu-mau/<number:campaign>/<str:version>/"
_CAMPAIGN = "<place:place>/<year:year>/dot-ra-soat/<number:campaign>/odk-collect/"
urlpatterns = [
    path("odk/formList", protocol.form_list, name="form_list"),
    path("odk/submission", protocol.submission, name="submission"),
    path(f"{_FORM}form.xml", protocol.form, name="form"),
    path(f"{_FORM}manifest.xml", protocol.manifest, name="manifest"),
    path(f"{_FORM}households.csv", protocol.households, name="households"),
    path(_CAMPAIGN, screen.collect, name="collect"),
    path(f"{_CAMPAIGN}bieu-mau/", screen.open_form, name="open_form"),
    path(f"{_CAMPAIGN}mat-khau/", screen.make_key, name="make_key"),
    path(f"{_CAMPAIGN}mat-khau/<number:number>/thoi/", screen.end_key, name="end_key"),
    path(f"{_CAMPAIGN}mat-khau/<number:number>/cua-toi/", screen.end_own_key, name="end_own_key"),
]
