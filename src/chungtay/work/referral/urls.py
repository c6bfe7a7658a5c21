"""Addresses of the referrals of a place: /00016/2026/gioi-thieu/."""

from django.urls import path

from chungtay.work.referral.views import pages, steps

app_name = "referral"
urlpatterns = [
    path("", pages.board, name="board"),
    path("mo/", steps.open_all, name="open"),
    path("viec/", pages.listed, name="list"),
    path("viec/giao/", steps.assign, name="assign"),
    path("viec/excel/", pages.workbook, name="excel"),
    path("viec/<number:number>/", pages.one, name="one"),
    path("viec/<number:number>/chung-tu/", pages.proof, name="proof"),
    path("viec/<number:number>/lien-he/", steps.contact, name="contact"),
    path("viec/<number:number>/da-nhan/", steps.receive, name="receive"),
    path("viec/<number:number>/khong-the/", steps.give_up, name="give_up"),
    path("viec/<number:number>/het-thieu/", steps.note_gone, name="note_gone"),
]
