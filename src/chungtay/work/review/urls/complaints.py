"""Addresses of complaints: /00016/2019/dot-ra-soat/3/khieu-nai/."""

from django.urls import path

from chungtay.work.review.views import complaints as views

app_name = "complaints"
urlpatterns = [
    path("", views.complaints, name="complaints"),
    path("moi/<int:posting>/", views.take_in, name="take_in"),
    path("<int:number>/", views.complaint, name="complaint"),
    path("<int:number>/giao/", views.give, name="give"),
    path("<int:number>/phuc-tra/", views.recheck, name="recheck"),
    path("<int:number>/tra-loi/", views.answer, name="answer"),
    path("<int:number>/rut/", views.withdraw, name="withdraw"),
    path("<int:number>/nguoi-gui/", views.contact, name="contact"),
    path("<int:number>/thu/", views.letter, name="letter"),
]
