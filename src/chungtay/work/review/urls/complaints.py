"""Addresses of complaints: /00016/2019/dot-ra-soat/3/khieu-nai/."""

from django.urls import path

from chungtay.work.review.views import complaints as views
from chungtay.work.review.views import left_here

app_name = "complaints"
urlpatterns = [
    path("", views.complaints, name="complaints"),
    path("moi/<number:posting>/", views.take_in, name="take_in"),
    path("<number:number>/", views.complaint, name="complaint"),
    path("<number:number>/giao/", views.give, name="give"),
    path("<number:number>/khong-di-duoc/", views.hand_back, name="hand_back"),
    path("<number:number>/phuc-tra/", views.recheck, name="recheck"),
    path("<number:number>/chon/", views.settle, name="settle"),
    path("<number:number>/tra-loi/", views.answer, name="answer"),
    path("<number:number>/khong-con-o-day/", left_here.complaint, name="answer_left"),
    path("<number:number>/rut/", views.withdraw, name="withdraw"),
    path("<number:number>/nguoi-gui/", views.contact, name="contact"),
    path("<number:number>/thu/", views.letter, name="letter"),
]
