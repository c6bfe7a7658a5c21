"""Addresses of typing paper forms: /00016/2019/dot-ra-soat/7/nhap-phieu/."""

from django.urls import path

from chungtay.work.review.views import entry

app_name = "entry"
urlpatterns = [
    path("<int:campaign>/nhap-phieu/", entry.pile, name="pile"),
    path("<int:campaign>/nhap-phieu/<int:case>/", entry.form, name="form"),
    path("<int:campaign>/nhap-phieu/<int:case>/luu/", entry.keep, name="keep"),
    path("<int:campaign>/nhap-phieu/<int:case>/khac-nhau/", entry.settle, name="settle"),
    path("<int:campaign>/nhap-phieu/<int:case>/bo/", entry.drop, name="drop"),
]
