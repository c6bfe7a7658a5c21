"""Addresses of the rounds of gifts: /<place>/<year>/qua/."""

from django.urls import path

from chungtay.work.gifts.views import files, pages, steps

app_name = "gifts"
_ROUND = "<number:number>/"
urlpatterns = [
    path("", pages.rounds, name="rounds"),
    path("moi/", pages.begin, name="begin"),
    path(_ROUND, pages.one, name="round"),
    path(f"{_ROUND}qua-moi/", pages.add_kind, name="add_kind"),
    path(f"{_ROUND}danh-sach/", pages.people, name="people"),
    path(f"{_ROUND}nguon/<number:kind>/", steps.add_supply, name="add_supply"),
    path(f"{_ROUND}bo-nguon/<number:supply>/", steps.put_supply_away, name="put_supply_away"),
    path(f"{_ROUND}danh-sach/excel/", files.workbook, name="workbook"),
    path(f"{_ROUND}phieu/", files.slips, name="slips"),
    path(f"{_ROUND}quyet-toan/<str:kind>/", files.settlement, name="settlement"),
    path(f"{_ROUND}lap/", steps.draw, name="draw"),
    path(f"{_ROUND}duyet/", steps.approve, name="approve"),
    path(f"{_ROUND}bo/", steps.drop, name="drop"),
    path(f"{_ROUND}bo-sung/", steps.add_missing, name="add_missing"),
    path(f"{_ROUND}bat-dau/", steps.begin_handing, name="begin_handing"),
    path(f"{_ROUND}kho/", steps.move_stock, name="move_stock"),
    path(f"{_ROUND}tuyen/", steps.plan_routes, name="plan_routes"),
    path(f"{_ROUND}tuyen/<number:route>/", steps.give_route, name="give_route"),
    path(f"{_ROUND}trao/<number:gift>/", steps.hand, name="hand"),
    path(f"{_ROUND}ky-nhan/<number:gift>/", steps.receipt, name="receipt"),
    path(f"{_ROUND}tra-lai/<number:gift>/", steps.give_back, name="give_back"),
    path(f"{_ROUND}xung-dot/<number:delivery>/", steps.settle_conflict, name="settle_conflict"),
    path(f"{_ROUND}mo-lai/", steps.open_again, name="open_again"),
    path(f"{_ROUND}dien-thoai/<uuid:key>/xoa/", steps.wipe_phone, name="wipe_phone"),
    path(f"{_ROUND}chuyen-dot/", steps.carry_over, name="carry_over"),
    path(f"{_ROUND}quyet-toan/", steps.settle, name="settle"),
]
