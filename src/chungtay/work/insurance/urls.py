"""Addresses of the health insurance of a place and year: /00016/2026/bao-hiem/."""

from django.urls import path

from chungtay.work.insurance.views import batches, handing, lists, pages, sessions

app_name = "insurance"
urlpatterns = [
    path("", pages.index, name="index"),
    path("chua-co-the/", pages.missing, name="missing"),
    path("chua-co-the/excel/", pages.missing_excel, name="missing_excel"),
    path("the/", pages.cards, name="cards"),
    path("the/<int:number>/ket-thuc/", pages.end, name="end"),
    path("nguoi/<int:person>/ghi-the/", pages.card, name="card"),
    path("nguoi/<int:person>/khong-co-the/", pages.none, name="none"),
    path("doi-chieu/", pages.cross_check, name="cross_check"),
    path("doi-chieu/khoa-the/", pages.lock, name="lock"),
    path("danh-sach-the/", lists.bring_in, name="bring_in"),
    path("danh-sach-the/<int:number>/", lists.one, name="list"),
    path("danh-sach-the/<int:number>/nhan/", lists.take_over, name="take_over"),
    path("danh-sach-the/<int:number>/bo/", lists.discard, name="discard"),
    path("danh-sach-the/<int:number>/hoan-tac/", lists.undo, name="undo"),
    path("danh-sach-the/<int:number>/<int:line>/", lists.decide, name="decide"),
    path("dot-mua/", batches.batches, name="batches"),
    path("dot-mua/lap/", batches.draw_up, name="draw_up"),
    path("dot-mua/<int:number>/", batches.one, name="batch"),
    path("dot-mua/<int:number>/excel/", batches.excel, name="batch_excel"),
    path("dot-mua/<int:number>/duyet/", batches.approve, name="approve"),
    path("dot-mua/<int:number>/bo/", batches.drop, name="drop"),
    path("dot-mua/<int:number>/dong/", batches.close, name="close"),
    path("dot-mua/<int:number>/giam/", batches.decrease, name="decrease"),
    path("dot-mua/<int:number>/tang/", batches.increase, name="increase"),
    path("dot-mua/<int:number>/<int:line>/giao/", handing.hand_over, name="hand_over"),
    path("dot-mua/<int:number>/<int:line>/khong-nhan/", handing.refuse, name="refuse"),
    path("dot-mua/<int:number>/<int:line>/tra-lai/", batches.give_back, name="give_back"),
    path("tuyen-truyen/", sessions.sessions, name="sessions"),
    path("tuyen-truyen/<int:number>/bo/", sessions.take_back, name="take_session_back"),
]
