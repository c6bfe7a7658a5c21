"""Addresses of the schools of a place and school year: /00016/2026/truong-hoc/."""

from django.urls import path

from chungtay.work.schooling.views import lists, pages, staying_away, support

app_name = "schooling"
urlpatterns = [
    path("", pages.index, name="index"),
    path("bo-hoc/", staying_away.away, name="away"),
    path("bo-hoc/tim/", staying_away.look, name="look"),
    path("bo-hoc/excel/", staying_away.excel, name="away_excel"),
    path("bo-hoc/<int:task>/tham/", staying_away.visit, name="visit"),
    path("them-truong/", pages.add_school, name="add_school"),
    path("<int:number>/", pages.school, name="school"),
    path("<int:number>/ghi-danh/", pages.enrol, name="enrol"),
    path("<int:number>/xac-nhan/", pages.confirm, name="confirm"),
    path("<int:number>/can-bo/", pages.name_officer, name="name_officer"),
    path("<int:number>/can-bo/thoi/", pages.end_officer, name="end_officer"),
    path("<int:number>/excel/", pages.excel, name="excel"),
    path("<int:number>/hoc-sinh/<int:pupil>/ket-thuc/", pages.end, name="end"),
    path("<int:number>/ho-tro/", support.support, name="support"),
    path("<int:number>/ho-tro/excel/", support.excel, name="support_excel"),
    path("<int:number>/ho-tro/danh-sach/<int:made>/", support.support_list, name="support_list"),
    path("<int:number>/ho-tro/danh-sach/<int:made>/<int:line>/trao/", support.hand_over, name="hand_over"),
    path("<int:number>/ho-tro/danh-sach/<int:made>/<int:line>/ky-nhan/", support.receipt, name="receipt"),
    path("<int:number>/ho-tro/chon/", support.choose, name="choose"),
    path("<int:number>/ho-tro/<slug:policy>/lap-danh-sach/", support.draw_up, name="draw_up"),
    path("<int:number>/nhan-danh-sach/", lists.bring_in, name="bring_in"),
    path("<int:number>/danh-sach/<int:pupil_list>/", lists.one, name="list"),
    path("<int:number>/danh-sach/<int:pupil_list>/nhan/", lists.take_over, name="take_over"),
    path("<int:number>/danh-sach/<int:pupil_list>/bo/", lists.discard, name="discard"),
    path("<int:number>/danh-sach/<int:pupil_list>/hoan-tac/", lists.undo, name="undo"),
    path("<int:number>/danh-sach/<int:pupil_list>/<int:line>/", lists.decide, name="decide"),
]
