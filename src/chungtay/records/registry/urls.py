"""Addresses of the register of a place: /00016/2026/ho-dan/."""

from django.urls import path, register_converter

from chungtay.records.registry.views import history, households, papers


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
    path("<int:number>/", households.household, name="household"),
    path("<int:number>/lich-su/", history.history, name="history"),
    path("<int:number>/lich-su/<int:operation>/", history.operation, name="operation"),
    path("<int:number>/lich-su/<int:operation>/hoan-tac/", history.undo, name="undo"),
    path("<int:number>/so/<number_kind:kind>/<int:record>/", papers.number, name="number"),
    path("<int:number>/tai-lieu/<int:record>/", papers.evidence, name="evidence"),
]
