"""Opinions and decisions of a campaign: /00016/2019/dot-ra-soat/1/quyet-dinh/."""

from django.urls import path

from chungtay.work.review.views import decisions as views

app_name = "decisions"
urlpatterns = [
    path("", views.decisions, name="decisions"),
    path("phuong/<int:ward>/xin-y-kien/", views.ask, name="ask"),
    path("phuong/<int:ward>/san-sang/", views.ready, name="ready"),
    path("phuong/<int:ward>/du-thao/", views.draft, name="draft"),
    path("y-kien/<int:opinion>/", views.opinion, name="opinion"),
    path("y-kien/<int:opinion>/tra-loi/", views.answer, name="answer"),
    path("<int:decision>/", views.decision, name="decision"),
    path("<int:decision>/ky/", views.sign, name="sign"),
    path("<int:decision>/bo/", views.drop, name="drop"),
    path("<int:decision>/dinh-chinh/", views.correct, name="correct"),
    path("<int:decision>/in/", views.paper, name="paper"),
]
