"""Addresses of steps back by two people: /00016/2019/dot-ra-soat/7/hai-nguoi/."""

from django.urls import path

from chungtay.work.review.views import steps_back as views

app_name = "stepsback"
urlpatterns = [
    path("<number:campaign>/hai-nguoi/<number:number>/", views.step, name="step"),
    path("<number:campaign>/hai-nguoi/<number:number>/giay/", views.paper, name="paper"),
]
