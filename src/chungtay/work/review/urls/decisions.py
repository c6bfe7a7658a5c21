"""Opinions and decisions of a campaign: /00016/2019/dot-ra-soat/1/quyet-dinh/."""

from django.urls import path

from chungtay.work.review.views import decisions as views
from chungtay.work.review.views import revisits

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("phuong/<number:ward>/xin-y-kien/", views.ask, name="ask"),
    path("phuong/<number:ward>/san-sang/", views.ready, name="ready"),
    path("phuong/<number:ward>/du-thao/", views.draft, name="draft"),
    path("y-kien/<number:opinion>/", views.opinion, name="opinion"),
    path("y-kien/<number:opinion>/tra-loi/", views.answer, name="answer"),
    path("<number:decision>/", views.decision, name="decision"),
    path("<number:decision>/ky/", views.sign, name="sign"),
    path("<number:decision>/bo/", views.drop, name="drop"),
    path("<number:decision>/dinh-chinh/", views.correct, name="correct"),
    path("<number:decision>/di-lai/", revisits.order, name="order_revisit"),
    path("<number:decision>/di-lai/<number:number>/thoi/", revisits.drop, name="drop_revisit"),
    path("<number:decision>/in/", views.paper, name="paper"),
]
