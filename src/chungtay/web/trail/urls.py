from django.urls import path

from chungtay.web.trail import views

app_name = "trail"
urlpatterns = [
    path("nhat-ky/", views.events, name="events"),
    path("nhat-ky/kiem-tra/", views.verify, name="verify"),
]
