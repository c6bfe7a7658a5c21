"""Addresses of the health insurance of a place and year: /00016/2026/bao-hiem/."""

from django.urls import path

from chungtay.work.insurance.views import batches, handing, lists, pages, sessions

app_name = "insurance"
urlpatterns = [
    path("", pages.index, name="index"),
    path("chua-co-the/", pages.missing, name="missing"),
    path("chua-co-the/excel/", pages.missing_excel, name="missing_excel"),
    path("the/", pages.cards, name="cards"),
    path("the/<number:number>/ket-thuc/", pages.end, name="end"),
    path("nguoi/<number:person>/ghi-the/", pages.card, name="card"),
    path("nguoi/<number:person>/khong-co-the/", pages.none, name="none"),
    path("doi-chieu/", pages.cross_check, name="cross_check"),
    path("doi-chieu/khoa-the/", pages.lock, name="lock"),
    path("danh-sach-the/", lists.bring_in, name="bring_in"),
    path("danh-sach-the/<number:number>/", lists.one, name="list"),
    path("danh-sach-the/<number:number>/nhan/", lists.take_over, name="take_over"),
    path("danh-sach-the/<number:number>/bo/", lists.discard, name="discard"),
    path("danh-sach-the/<number:number>/hoan-tac/", lists.undo, name="undo"),
    path("danh-sach-the/<number:number>/<number:line>/", lists.decide, name="decide"),
    path("dot-mua/", batches.batches, name="batches"),
    path("dot-mua/lap/", batches.draw_up, name="draw_up"),
    path("dot-mua/<number:number>/", batches.one, name="batch"),
    path("dot-mua/<number:number>/excel/", batches.excel, name="batch_excel"),
    path("dot-mua/<number:number>/duyet/", batches.approve, name="approve"),
    path("dot-mua/<number:number>/bo/", batches.drop, name="drop"),
    path("dot-mua/<number:number>/dong/", batches.close, name="close"),
    path("dot-mua/<number:number>/giam/", batches.decrease, name="decrease"),
    path("dot-mua/<number:number>/tang/", batches.increase, name="increase"),
    path("dot-mua/<number:number>/<number:line>/giao/", handing.hand_over, name="hand_over"),
    path("dot-mua/<number:number>/<number:line>/khong-nhan/", handing.refuse, name="refuse"),
    path("dot-mua/<number:number>/<number:line>/tra-lai/", batches.give_back, name="give_back"),
    path("tuyen-truyen/", sessions.sessions, name="sessions"),
    path("tuyen-truyen/<number:number>/bo/", sessions.take_back, name="take_session_back"),
]
