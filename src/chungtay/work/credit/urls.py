"""Addresses of the loans of a place: /00016/2026/von-vay/."""

from django.urls import path

from chungtay.work.credit.views import pages, steps

app_name = "credit"
urlpatterns = [
    path("", pages.listed, name="list"),
    path("excel/", pages.workbook, name="excel"),
    path("ho/<number:household>/", steps.enter, name="enter"),
    path("<number:number>/", pages.one, name="one"),
    path("<number:number>/xac-nhan/", steps.confirm, name="confirm"),
    path("<number:number>/bao/", steps.tell, name="tell"),
    path("<number:number>/bao/<number:telling>/xac-nhan/", steps.confirm_telling, name="confirm_telling"),
    path("<number:number>/bao/<number:telling>/bo/", steps.undo_telling, name="undo_telling"),
    path("<number:number>/nham/", steps.undo, name="undo"),
]
