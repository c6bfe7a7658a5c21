"""Addresses of the register of a place: /00016/2026/ho-dan/."""

from django.urls import path, register_converter

from chungtay.records.registry.views import acts, history, households, papers, register, requests


class NumberKind:
    """Which number: of an identity paper, of a bank account."""

    regex = "giay|tai-khoan"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(NumberKind, "number_kind")

app_name = "registry"
urlpatterns = [
    path("", households.households, name="households"),
    path("dang-ky/", register.register, name="register"),
    path("de-nghi/", requests.requests, name="requests"),
    path("de-nghi/<int:number>/", requests.one, name="request"),
    path("de-nghi/<int:number>/gui/", requests.submit, name="request_submit"),
    path("de-nghi/<int:number>/quyet-dinh/", requests.decide, name="request_decide"),
    path("de-nghi/<int:number>/viet-lai/", requests.rewrite, name="request_rewrite"),
    path("de-nghi/<int:number>/rut/", requests.drop, name="request_drop"),
    path("<int:number>/", households.household, name="household"),
    path("<int:number>/lich-su/", history.history, name="history"),
    path("<int:number>/lich-su/<int:operation>/", history.operation, name="operation"),
    path("<int:number>/lich-su/<int:operation>/hoan-tac/", history.undo, name="undo"),
    path("<int:number>/ghi/", acts.acts, name="acts"),
    path("<int:number>/ghi/nguoi/<int:person>/", acts.acts_of, name="acts_of"),
    path("<int:number>/ghi/<slug:topic>/", acts.act, name="act"),
    path("<int:number>/ghi/<slug:topic>/<int:person>/", acts.act, name="act_of"),
    path("<int:number>/so/<number_kind:kind>/<int:record>/", papers.number, name="number"),
    path("<int:number>/tai-lieu/<int:record>/", papers.evidence, name="evidence"),
]
