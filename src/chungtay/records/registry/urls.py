"""Addresses of the register of a place: /00016/2026/ho-dan/."""

from django.urls import path, register_converter

from chungtay.records.registry.views import (
    acts,
    exports,
    history,
    households,
    intake,
    pair_homes,
    pairs,
    papers,
    register,
    requests,
)


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
    path("de-nghi/<number:number>/", requests.one, name="request"),
    path("de-nghi/<number:number>/gui/", requests.submit, name="request_submit"),
    path("de-nghi/<number:number>/quyet-dinh/", requests.decide, name="request_decide"),
    path("de-nghi/<number:number>/viet-lai/", requests.rewrite, name="request_rewrite"),
    path("de-nghi/<number:number>/rut/", requests.drop, name="request_drop"),
    path("trung/", pairs.pairs, name="pairs"),
    path("trung/so-sanh/", pairs.compare, name="pairs_compare"),
    path("trung/<number:number>/", pairs.one, name="pair"),
    path("trung/<number:number>/gop/", pairs.join, name="pair_join"),
    path("trung/<number:number>/hai-nguoi/", pairs.apart, name="pair_apart"),
    path("trung/<number:number>/xem-lai/", pairs.again, name="pair_again"),
    path("trung/<number:number>/ca-ho/", pair_homes.homes, name="pair_homes"),
    path("xuat/", exports.export, name="export"),
    path("nap/", intake.intake, name="intake"),
    path("nap/tai-len/", intake.upload, name="intake_upload"),
    path("nap/<number:number>/", intake.file, name="intake_file"),
    path("nap/<number:number>/cot/", intake.columns, name="intake_columns"),
    path("nap/<number:number>/tien-do/", intake.progress, name="intake_progress"),
    path("nap/<number:number>/so-lai/", intake.compare_again, name="intake_compare"),
    path("nap/<number:number>/ghi/", intake.take_over, name="intake_apply"),
    path("nap/<number:number>/lam-tiep/", intake.again, name="intake_again"),
    path("nap/<number:number>/hoan-tac/", intake.undo, name="intake_undo"),
    path("nap/<number:number>/bo/", intake.discard, name="intake_discard"),
    path("nap/<number:number>/ho/<number:row>/", intake.row, name="intake_row"),
    path("nap/<number:number>/tep-danh-dau/", intake.marked, name="intake_marked"),
    path("<number:number>/", households.household, name="household"),
    path("<number:number>/xem/", papers.look, name="look"),
    path("<number:number>/lich-su/", history.history, name="history"),
    path("<number:number>/lich-su/<number:operation>/", history.operation, name="operation"),
    path("<number:number>/lich-su/<number:operation>/hoan-tac/", history.undo, name="undo"),
    path("<number:number>/ghi/", acts.acts, name="acts"),
    path("<number:number>/ghi/nguoi/<number:person>/", acts.acts_of, name="acts_of"),
    path("<number:number>/ghi/<slug:topic>/", acts.act, name="act"),
    path("<number:number>/ghi/<slug:topic>/<number:person>/", acts.act, name="act_of"),
    path("<number:number>/so/<number_kind:kind>/<number:record>/", papers.number, name="number"),
    path("<number:number>/tai-lieu/<number:record>/", papers.evidence, name="evidence"),
]
