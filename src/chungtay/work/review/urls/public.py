"""Addresses for everybody: /cong-khai/<token>/ (a posted list), /de-nghi/, /theo-doi/."""

from django.urls import path

from chungtay.work.review.views import public as views

app_name = "public"
urlpatterns = [
    path("cong-khai/<str:token>/", views.posting, name="posting"),
    path("cong-khai/<str:token>/khieu-nai/", views.complain, name="complain"),
    path("de-nghi/", views.ask, name="ask"),
    path("theo-doi/", views.follow, name="follow"),
]
