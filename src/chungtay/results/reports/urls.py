"""Addresses of the reports of a place and year: /00016/2026/bao-cao/."""

from django.urls import path

from chungtay.results.reports.views import files, final, pages

app_name = "reports"
urlpatterns = [
    path("", pages.index, name="index"),
    path("bien-dong/", pages.movement, name="movement"),
    path("bo/<number:number>/", files.made_set, name="set"),
    path("bo/<number:number>/tep/", files.set_file, name="set_file"),
    path("da-chot/<number:number>/", final.final_report, name="final"),
    path("<str:basis>/bo/", files.ask, name="ask"),
    path("<str:basis>/nop/", files.upload, name="upload"),
    path("<str:basis>/chot/", final.finalise, name="finalise"),
    path("<str:basis>/danh-sach/<str:form>/", pages.names, name="names"),
    path("<str:basis>/danh-sach/<str:form>/<str:kind>/", files.names_file, name="names_file"),
    path("<str:basis>/<str:form>/", pages.form, name="form"),
    path("<str:basis>/<str:form>/ho/", pages.households, name="households"),
    path("<str:basis>/<str:form>/<str:kind>/", files.form_file, name="form_file"),
]
