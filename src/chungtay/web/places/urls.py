"""Addresses about the units of a place: /001/2025/dia-ban/."""

from django.urls import path

from chungtay.web.places.views import area_types, duties, groups, plans, units

app_name = "places"
urlpatterns = [
    path("", units.place, name="place"),
    path("khu-vuc/", area_types.ward, name="area_types"),
    path("to-moi/", groups.add, name="add_group"),
    path("nhap-to/", groups.merge, name="merge_groups"),
    path("to/<number:group>/", groups.group, name="group"),
    path("to/<number:group>/ten/", groups.rename, name="rename_group"),
    path("to/<number:group>/ket-thuc/", groups.close, name="close_group"),
    path("to/<number:group>/khu-vuc/<number:entry>/", area_types.correct, name="correct_area_type"),
    path("sap-xep/", plans.plans, name="plans"),
    path("sap-xep/<number:plan>/", plans.plan, name="plan"),
    path("sap-xep/<number:plan>/phuong/<number:ward>/", plans.assign, name="assign"),
    path("sap-xep/<number:plan>/ap-dung/", plans.apply, name="apply"),
    path("sap-xep/<number:plan>/hoan-tac/", plans.undo, name="undo"),
    path("sap-xep/<number:plan>/viec/", duties.duties, name="duties"),
]
