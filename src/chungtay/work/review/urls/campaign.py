"""Addresses of campaigns at a place: /00016/2019/dot-ra-soat/."""

from django.urls import path

from chungtay.work.review.views import campaigns, cancelling, cases, evidence, reporting, teams

app_name = "campaign"
urlpatterns = [
    path("", campaigns.campaigns, name="campaigns"),
    path("lap/", campaigns.plan, name="plan"),
    path("<number:campaign>/", campaigns.campaign, name="campaign"),
    path("<number:campaign>/mo/", campaigns.open_it, name="open"),
    path("<number:campaign>/ket-thuc/", campaigns.close_it, name="close"),
    path("<number:campaign>/huy/", campaigns.cancel, name="cancel"),
    path("<number:campaign>/huy-dot/", cancelling.cancel, name="cancel_review"),
    path("<number:campaign>/bao-cao-thang/", reporting.report_sent, name="report_sent"),
    path("<number:campaign>/lap-danh-sach/", campaigns.list_all, name="list_all"),
    path("<number:campaign>/chot-danh-sach/", cases.finish_all, name="finish_all"),
    path("<number:campaign>/chot-danh-sach/<number:group>/", cases.finish, name="finish"),
    path("<number:campaign>/ho/", cases.cases, name="cases"),
    path("<number:campaign>/ho/them/", cases.add, name="add"),
    path("<number:campaign>/phan-cong/<number:ward>/", teams.team, name="team"),
    path("<number:campaign>/phan-cong/<number:ward>/phieu-di-ho/", teams.routes, name="routes"),
    path("<number:campaign>/phan-cong/to/<number:group>/mang-theo/", teams.free_along, name="free_along"),
    path("<number:campaign>/phan-cong/<number:ward>/lay-lai/", teams.take_back, name="take_back"),
    path("<number:campaign>/ho/<number:case>/", cases.case, name="case"),
    path("<number:campaign>/ho/<number:case>/giao/", teams.assign, name="assign"),
    path("<number:campaign>/ho/<number:case>/nhan/", teams.take, name="take_case"),
    path("<number:campaign>/ho/<number:case>/ket-thuc/", cases.close, name="close_case"),
    path("<number:campaign>/ho/<number:case>/lai/", cases.reopen, name="reopen"),
    path("<number:campaign>/ho/<number:case>/phieu/<number:number>/kiem-tra/", cases.check, name="check"),
    path(
        "<number:campaign>/ho/<number:case>/phieu/<number:number>/tep/<number:file>/",
        evidence.attachment,
        name="attachment",
    ),
    path("<number:campaign>/ho/<number:case>/phieu/<number:number>/chon/", cases.settle, name="settle"),
    path("<number:campaign>/ho/<number:case>/phieu/<number:number>/de-ben/", cases.keep_beside, name="keep_beside"),
]
