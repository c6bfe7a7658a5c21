"""Addresses of the app that hands gifts over (/trao-qua/)."""

from django.urls import path

from chungtay.work.gifts.views import phone, phone_app

app_name = "gifts_phone"
urlpatterns = [
    path("", phone_app.app, name="app"),
    path("worker.js", phone_app.worker, name="worker"),
    path("manifest.webmanifest", phone_app.manifest, name="manifest"),
    path("toi/", phone_app.who, name="who"),
    path("may/", phone.register, name="register"),
    path("lay/", phone.fetch, name="fetch"),
    path("gui/", phone.send, name="send"),
    path("tep/<uuid:number>/", phone.proof, name="proof"),
    path("may/<uuid:key>/", phone.still_mine, name="still_mine"),
    path("may/<uuid:key>/da-xoa/", phone.wiped, name="wiped"),
]
