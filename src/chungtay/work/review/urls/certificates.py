"""Certificates of a campaign: /00016/2019/dot-ra-soat/1/giay-chung-nhan/."""

from django.urls import path

from chungtay.work.review.views import certificates as views

app_name = "certificates"
urlpatterns = [
    path("", views.certificates, name="certificates"),
    path("quyet-dinh/<number:decision>/cap/", views.issue, name="issue"),
    path("quyet-dinh/<number:decision>/trao/", views.hand_over, name="hand_over"),
    path("quyet-dinh/<number:decision>/in/", views.all_of, name="all_of"),
    path("<number:certificate>/in/", views.one, name="one"),
    path("<number:certificate>/thu-hoi/", views.revoke, name="revoke"),
]
