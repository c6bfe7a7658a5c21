"""Addresses of requests: /00016/2019/de-nghi/."""

from django.urls import path

from chungtay.work.review.views import elsewhere, left_here
from chungtay.work.review.views import requests as views

app_name = "requests"
urlpatterns = [
    path("", views.requests, name="requests"),
    path("moi/", views.receive, name="receive"),
    path("noi-khac/", elsewhere.ask, name="elsewhere"),
    path("noi-khac/<number:posting>/", elsewhere.complain, name="complain_elsewhere"),
    path("<number:number>/", views.one, name="request"),
    path("<number:number>/ho/", views.link, name="link"),
    path("<number:number>/lap-danh-sach/", views.put_on_list, name="put_on_list"),
    path("<number:number>/tra-loi/", views.answer, name="answer"),
    path("<number:number>/khong-con-o-day/", left_here.request_, name="answer_left"),
    path("<number:number>/rut/", views.withdraw, name="withdraw"),
    path("<number:number>/nguoi-gui/", views.contact, name="contact"),
    path("<number:number>/giay/", views.form_paper, name="form"),
    path("mau/<slug:kind>/", views.blank, name="blank"),
    path("<number:number>/thu/", views.letter, name="letter"),
]
