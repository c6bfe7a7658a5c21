"""Addresses of assistance in a place and year: /00016/2026/tro-giup/."""

from django.urls import path

from chungtay.work.assistance.views import allowances, cases, files, papers, proposals, steps

app_name = "assistance"
urlpatterns = [
    path("", cases.index, name="index"),
    path("excel/", papers.excel, name="excel"),
    path("ho/<int:number>/cuu-tro/<int:event>/", proposals.relief, name="relief"),
    path("ho/<int:number>/dot-xuat/", proposals.one_off, name="one_off"),
    path("ho/<int:number>/sua-nha/", proposals.repair, name="repair"),
    path("ho/<int:number>/tro-cap/", allowances.add, name="allowance"),
    path("hang-thang/", allowances.index, name="allowances"),
    path("hang-thang/lap/", allowances.draw_up, name="draw_up_month"),
    path("hang-thang/excel/", allowances.excel, name="allowances_excel"),
    path("hang-thang/<int:number>/dung/", allowances.end, name="end_allowance"),
    path("hang-thang/nap/", files.bring_in, name="bring_in"),
    path("hang-thang/tep/<int:number>/", files.one, name="file"),
    path("hang-thang/tep/<int:number>/nhan/", files.take_over, name="take_over"),
    path("hang-thang/tep/<int:number>/hoan-tac/", files.undo, name="undo"),
    path("hang-thang/tep/<int:number>/bo/", files.discard, name="discard"),
    path("<int:number>/", cases.one, name="case"),
    path("<int:number>/phieu/", papers.slip, name="slip"),
    path("<int:number>/giay-to/<int:proof>/", papers.proof, name="proof"),
    path("<int:number>/duyet/", steps.approve, name="approve"),
    path("<int:number>/duyet-dien-thoai/", steps.call, name="call"),
    path("<int:number>/xac-nhan/", steps.confirm, name="confirm"),
    path("<int:number>/khong-xac-nhan/", steps.deny, name="deny"),
    path("<int:number>/tu-choi/", steps.refuse, name="refuse"),
    path("<int:number>/rut/", steps.withdraw, name="withdraw"),
    path("<int:number>/di-xem/<slug:kind>/", steps.visit, name="visit"),
    path("<int:number>/<int:part>/chi/", steps.pay, name="pay"),
    path("<int:number>/<int:part>/tra-lai/", steps.give_back, name="give_back"),
]
