"""Addresses of the rights of a place and year: /00016/2026/quyen-loi/."""

from django.urls import path

from chungtay.records.entitlements.views import back_pay, coverage, flags, help, lists, pages, year

app_name = "entitlements"
urlpatterns = [
    path("", pages.index, name="index"),
    path("ho/<number:number>/", pages.household, name="household"),
    path("ho/<number:number>/da-nhan/", help.household, name="help"),
    path("ho/<number:number>/da-nhan/ghi/", help.enter, name="help_enter"),
    path("ho/<number:number>/da-nhan/<number:outside_help>/xac-nhan/", help.confirm, name="help_confirm"),
    path("ho/<number:number>/da-nhan/<number:outside_help>/khong-xac-nhan/", help.refuse, name="help_refuse"),
    path("bao-phu/", coverage.board, name="coverage"),
    path("bao-phu/excel/", coverage.workbook, name="coverage_excel"),
    path("bao-phu/<slug:policy>/", coverage.policy, name="coverage_policy"),
    path("bao-phu/<slug:policy>/ten/", coverage.named, name="coverage_people"),
    path("bao-phu/<slug:policy>/ten/excel/", coverage.named_workbook, name="coverage_people_excel"),
    path("ca-nam/", year.ward, name="year"),
    path("ho/<number:number>/ca-nam/", year.household, name="household_year"),
    path("kiem-tra/", flags.flags, name="flags"),
    path("kiem-tra/tim/", flags.look, name="look"),
    path("kiem-tra/<number:number>/", flags.settle, name="settle"),
    path("danh-sach/", lists.lists, name="lists"),
    path("danh-sach/<number:number>/", lists.one, name="list"),
    path("danh-sach/<number:number>/tep/<slug:kind>/", lists.file, name="list_file"),
    path("danh-sach/<number:number>/duyet/", lists.approve, name="approve"),
    path("danh-sach/<number:number>/bo/", lists.drop, name="drop"),
    path("danh-sach/<number:number>/dong/", lists.close, name="close"),
    path("danh-sach/<number:number>/<number:line>/giao/", lists.hand_over, name="hand_over"),
    path("danh-sach/<number:number>/<number:line>/phieu/", lists.receipt, name="receipt"),
    path("danh-sach/<number:number>/<number:line>/chung-tu/", lists.proof, name="proof"),
    path("danh-sach/<number:number>/<number:line>/tu-choi/", lists.refuse, name="refuse"),
    path("danh-sach/<number:number>/<number:line>/tra-lai/", lists.give_back, name="give_back"),
    path("<slug:policy>/truy-linh/", back_pay.owed, name="back_pay"),
    path("<slug:policy>/truy-linh/lap/", back_pay.draw_up, name="draw_up_back_pay"),
    path("<slug:policy>/lap-danh-sach/", lists.draw_up, name="draw_up"),
    path("<slug:policy>/", pages.people, name="people"),
]
