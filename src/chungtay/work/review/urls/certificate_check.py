"""The public check of certificates: /giay-chung-nhan/."""

from django.urls import path

from chungtay.work.review.views import certificate_check as views

app_name = "certificate_check"
urlpatterns = [
    path("", views.check, name="check"),
    path("worker.js", views.worker, name="worker"),
    path("thu-hoi.json", views.revoked, name="revoked"),
]
