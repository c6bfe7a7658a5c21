"""Addresses of the survey app (/khao-sat/) and of the telephones of a campaign."""

from django.urls import path

from chungtay.work.review.views import phone, phone_app, phones

app_name = "phone"
_CAMPAIGN = "<place:place>/<year:year>/dot-ra-soat/<number:campaign>/dien-thoai/"
urlpatterns = [
    path("khao-sat/", phone_app.app, name="app"),
    path("khao-sat/worker.js", phone_app.worker, name="worker"),
    path("khao-sat/manifest.webmanifest", phone_app.manifest, name="manifest"),
    path("khao-sat/toi/", phone_app.who, name="who"),
    path("khao-sat/may/", phone.register, name="register"),
    path("khao-sat/chao/", phone.hello, name="hello"),
    path("khao-sat/mang-theo/", phone.take_along, name="take_along"),
    path("khao-sat/gui/", phone.send, name="send"),
    path("khao-sat/tep/<uuid:number>/", phone.piece, name="piece"),
    path("khao-sat/may/<uuid:key>/", phone.still_mine, name="still_mine"),
    path("khao-sat/may/<uuid:key>/da-xoa/", phone.wiped, name="wiped"),
    path(_CAMPAIGN, phones.phones, name="phones"),
    path(f"{_CAMPAIGN}<uuid:key>/xoa/", phones.wipe, name="wipe"),
]
