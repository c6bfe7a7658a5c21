"""Addresses of campaigns at a place: /00016/2019/dot-ra-soat/."""

from django.urls import path

from chungtay.work.review.views import campaigns, cases

app_name = "campaign"
urlpatterns = [
    path("", campaigns.campaigns, name="campaigns"),
    path("lap/", campaigns.plan, name="plan"),
    path("<int:campaign>/", campaigns.campaign, name="campaign"),
    path("<int:campaign>/mo/", campaigns.open_it, name="open"),
    path("<int:campaign>/ket-thuc/", campaigns.close_it, name="close"),
    path("<int:campaign>/huy/", campaigns.cancel, name="cancel"),
    path("<int:campaign>/lap-danh-sach/", campaigns.list_all, name="list_all"),
    path("<int:campaign>/chot-danh-sach/", cases.finish_all, name="finish_all"),
    path("<int:campaign>/chot-danh-sach/<int:group>/", cases.finish, name="finish"),
    path("<int:campaign>/ho/", cases.cases, name="cases"),
    path("<int:campaign>/ho/them/", cases.add, name="add"),
    path("<int:campaign>/phan-cong/<int:ward>/", cases.team, name="team"),
    path("<int:campaign>/phan-cong/<int:ward>/phieu-di-ho/", cases.routes, name="routes"),
    path("<int:campaign>/ho/<int:case>/", cases.case, name="case"),
    path("<int:campaign>/ho/<int:case>/giao/", cases.assign, name="assign"),
    path("<int:campaign>/ho/<int:case>/ket-thuc/", cases.close, name="close_case"),
    path("<int:campaign>/ho/<int:case>/lai/", cases.reopen, name="reopen"),
    path("<int:campaign>/ho/<int:case>/phieu/<int:number>/kiem-tra/", cases.check, name="check"),
    path("<int:campaign>/ho/<int:case>/phieu/<int:number>/chon/", cases.settle, name="settle"),
]
