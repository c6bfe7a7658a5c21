"""Addresses of the sponsorships of a place: /00016/2026/do-dau/."""

from django.urls import path

from chungtay.work.sponsorship.views import pages, steps

app_name = "sponsorship"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("excel/", pages.workbook, name="excel"),
    path("chua-co/", pages.without, name="without"),
    path("nguoi/", pages.sponsors, name="sponsors"),
    path("nguoi/<number:sponsor>/", steps.sponsor, name="sponsor"),
    path("ho/<number:household>/", steps.enter, name="enter"),
    path("<number:number>/", pages.one, name="one"),
    path("<number:number>/xac-nhan/", steps.confirm, name="confirm"),
    path("<number:number>/da-den/", steps.receive, name="receive"),
    path("<number:number>/da-den/<number:arrival>/bo/", steps.undo_arrival, name="undo_arrival"),
    path("<number:number>/ket-thuc/", steps.end, name="end"),
    path("<number:number>/tiep-tuc/", steps.resume, name="resume"),
    path("<number:number>/nham/", steps.undo, name="undo"),
]
