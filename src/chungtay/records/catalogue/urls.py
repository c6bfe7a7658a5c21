"""Addresses of the catalogue of policies of a place and year: /00016/2026/chinh-sach/."""

from django.urls import path

from chungtay.records.catalogue.views import files, pages

app_name = "catalogue"
urlpatterns = [
    path("", pages.index, name="index"),
    path("excel/", files.workbook, name="excel"),
    path("de-xuat/", pages.propose, name="propose"),
    path("<number:number>/", pages.one, name="one"),
    path("<number:number>/duyet/", pages.approve, name="approve"),
    path("<number:number>/tu-choi/", pages.refuse, name="refuse"),
    path("<number:number>/rut/", pages.withdraw, name="withdraw"),
    path("<number:number>/ket-thuc/", pages.end, name="end"),
]
