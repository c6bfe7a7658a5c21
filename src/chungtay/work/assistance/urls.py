"""Addresses of assistance in a place and year: /00016/2026/tro-giup/."""

from django.urls import path

from chungtay.work.assistance.views import allowances, cases, files, papers, proposals, steps

app_name = "assistance"
urlpatterns = [
    path("", cases.index, name="index"),
    path("excel/", papers.excel, name="excel"),
    path("ho/<number:number>/cuu-tro/<number:event>/", proposals.relief, name="relief"),
    path("ho/<number:number>/dot-xuat/", proposals.one_off, name="one_off"),
    path("ho/<number:number>/sua-nha/", proposals.repair, name="repair"),
    path("ho/<number:number>/tro-cap/", allowances.add, name="allowance"),
    path("hang-thang/", allowances.index, name="allowances"),
    path("hang-thang/lap/", allowances.draw_up, name="draw_up_month"),
    path("hang-thang/excel/", allowances.excel, name="allowances_excel"),
    path("hang-thang/<number:number>/dung/", allowances.end, name="end_allowance"),
    path("hang-thang/nap/", files.bring_in, name="bring_in"),
    path("hang-thang/tep/<number:number>/", files.one, name="file"),
    path("hang-thang/tep/<number:number>/dong/<number:line>/", files.decide, name="decide"),
    path("hang-thang/tep/<number:number>/nhan/", files.take_over, name="take_over"),
    path("hang-thang/tep/<number:number>/hoan-tac/", files.undo, name="undo"),
    path("hang-thang/tep/<number:number>/bo/", files.discard, name="discard"),
    path("<number:number>/", cases.one, name="case"),
    path("<number:number>/phieu/", papers.slip, name="slip"),
    path("<number:number>/giay-to/<number:proof>/", papers.proof, name="proof"),
    path("<number:number>/duyet/", steps.approve, name="approve"),
    path("<number:number>/duyet-dien-thoai/", steps.call, name="call"),
    path("<number:number>/xac-nhan/", steps.confirm, name="confirm"),
    path("<number:number>/khong-xac-nhan/", steps.deny, name="deny"),
    path("<number:number>/tu-choi/", steps.refuse, name="refuse"),
    path("<number:number>/rut/", steps.withdraw, name="withdraw"),
    path("<number:number>/di-xem/<slug:kind>/", steps.visit, name="visit"),
    path("<number:number>/<number:part>/chi/", steps.pay, name="pay"),
    path("<number:number>/<number:part>/tra-lai/", steps.give_back, name="give_back"),
]
