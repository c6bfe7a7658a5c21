"""Addresses of typing paper forms: /00016/2019/dot-ra-soat/7/nhap-phieu/."""

from django.urls import path

from chungtay.work.review.views import entry

app_name = "entry"
urlpatterns = [
    path("<number:campaign>/nhap-phieu/", entry.pile, name="pile"),
    path("<number:campaign>/nhap-phieu/<number:case>/", entry.form, name="form"),
    path("<number:campaign>/nhap-phieu/<number:case>/luu/", entry.keep, name="keep"),
    path("<number:campaign>/nhap-phieu/<number:case>/khac-nhau/", entry.settle, name="settle"),
    path("<number:campaign>/nhap-phieu/<number:case>/bo/", entry.drop, name="drop"),
]
