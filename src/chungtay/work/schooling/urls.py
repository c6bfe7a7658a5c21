"""Addresses of the schools of a place and school year: /00016/2026/truong-hoc/."""

from django.urls import path

from chungtay.work.schooling.views import lists, pages, staying_away, support

app_name = "schooling"
urlpatterns = [
    path("", pages.index, name="index"),
    path("bo-hoc/", staying_away.away, name="away"),
    path("bo-hoc/tim/", staying_away.look, name="look"),
    path("bo-hoc/excel/", staying_away.excel, name="away_excel"),
    path("bo-hoc/<number:task>/tham/", staying_away.visit, name="visit"),
    path("them-truong/", pages.add_school, name="add_school"),
    path("<number:number>/", pages.school, name="school"),
    path("<number:number>/ghi-danh/", pages.enrol, name="enrol"),
    path("<number:number>/xac-nhan/", pages.confirm, name="confirm"),
    path("<number:number>/can-bo/", pages.name_officer, name="name_officer"),
    path("<number:number>/can-bo/thoi/", pages.end_officer, name="end_officer"),
    path("<number:number>/excel/", pages.excel, name="excel"),
    path("<number:number>/hoc-sinh/<number:pupil>/ket-thuc/", pages.end, name="end"),
    path("<number:number>/ho-tro/", support.support, name="support"),
    path("<number:number>/ho-tro/excel/", support.excel, name="support_excel"),
    path("<number:number>/ho-tro/danh-sach/<number:made>/", support.support_list, name="support_list"),
    path("<number:number>/ho-tro/danh-sach/<number:made>/<number:line>/trao/", support.hand_over, name="hand_over"),
    path("<number:number>/ho-tro/danh-sach/<number:made>/<number:line>/ky-nhan/", support.receipt, name="receipt"),
    path("<number:number>/ho-tro/chon/", support.choose, name="choose"),
    path("<number:number>/ho-tro/<slug:policy>/lap-danh-sach/", support.draw_up, name="draw_up"),
    path("<number:number>/nhan-danh-sach/", lists.bring_in, name="bring_in"),
    path("<number:number>/danh-sach/<number:pupil_list>/", lists.one, name="list"),
    path("<number:number>/danh-sach/<number:pupil_list>/nhan/", lists.take_over, name="take_over"),
    path("<number:number>/danh-sach/<number:pupil_list>/bo/", lists.discard, name="discard"),
    path("<number:number>/danh-sach/<number:pupil_list>/hoan-tac/", lists.undo, name="undo"),
    path("<number:number>/danh-sach/<number:pupil_list>/<number:line>/", lists.decide, name="decide"),
]
