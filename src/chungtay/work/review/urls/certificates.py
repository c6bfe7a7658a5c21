"""Certificates of a campaign: /00016/2019/dot-ra-soat/1/giay-chung-nhan/."""

from django.urls import path

from chungtay.work.review.views import certificates as views

app_name = "certificates"
urlpatterns = [
    path("", views.certificates, name="certificates"),
    path("quyet-dinh/<int:decision>/cap/", views.issue, name="issue"),
    path("quyet-dinh/<int:decision>/trao/", views.hand_over, name="hand_over"),
    path("quyet-dinh/<int:decision>/in/", views.all_of, name="all_of"),
    path("<int:certificate>/in/", views.one, name="one"),
    path("<int:certificate>/thu-hoi/", views.revoke, name="revoke"),
]
