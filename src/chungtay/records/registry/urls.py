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
    path("de-nghi/<int:number>/", requests.one, name="request"),
    path("de-nghi/<int:number>/gui/", requests.submit, name="request_submit"),
    path("de-nghi/<int:number>/quyet-dinh/", requests.decide, name="request_decide"),
    path("de-nghi/<int:number>/viet-lai/", requests.rewrite, name="request_rewrite"),
    path("de-nghi/<int:number>/rut/", requests.drop, name="request_drop"),
    path("trung/", pairs.pairs, name="pairs"),
    path("trung/so-sanh/", pairs.compare, name="pairs_compare"),
    path("trung/<int:number>/", pairs.one, name="pair"),
    path("trung/<int:number>/gop/", pairs.join, name="pair_join"),
    path("trung/<int:number>/hai-nguoi/", pairs.apart, name="pair_apart"),
    path("trung/<int:number>/xem-lai/", pairs.again, name="pair_again"),
    path("trung/<int:number>/ca-ho/", pair_homes.homes, name="pair_homes"),
    path("xuat/", exports.export, name="export"),
    path("nap/", intake.intake, name="intake"),
    path("nap/tai-len/", intake.upload, name="intake_upload"),
    path("nap/<int:number>/", intake.file, name="intake_file"),
    path("nap/<int:number>/cot/", intake.columns, name="intake_columns"),
    path("nap/<int:number>/tien-do/", intake.progress, name="intake_progress"),
    path("nap/<int:number>/so-lai/", intake.compare_again, name="intake_compare"),
    path("nap/<int:number>/ghi/", intake.take_over, name="intake_apply"),
    path("nap/<int:number>/lam-tiep/", intake.again, name="intake_again"),
    path("nap/<int:number>/hoan-tac/", intake.undo, name="intake_undo"),
    path("nap/<int:number>/bo/", intake.discard, name="intake_discard"),
    path("nap/<int:number>/ho/<int:row>/", intake.row, name="intake_row"),
    path("nap/<int:number>/tep-danh-dau/", intake.marked, name="intake_marked"),
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
