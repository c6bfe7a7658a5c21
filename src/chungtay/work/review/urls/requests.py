"""Addresses of requests: /00016/2019/de-nghi/."""

from django.urls import path

from chungtay.work.review.views import requests as views

app_name = "requests"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("moi/", views.receive, name="receive"),
    path("<int:number>/", views.one, name="request"),
    path("<int:number>/ho/", views.link, name="link"),
    path("<int:number>/lap-danh-sach/", views.put_on_list, name="put_on_list"),
    path("<int:number>/tra-loi/", views.answer, name="answer"),
    path("<int:number>/rut/", views.withdraw, name="withdraw"),
    path("<int:number>/nguoi-gui/", views.contact, name="contact"),
    path("<int:number>/thu/", views.letter, name="letter"),
]
