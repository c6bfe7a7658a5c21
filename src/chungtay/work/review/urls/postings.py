"""Addresses of posted lists: /00016/2019/dot-ra-soat/3/niem-yet/."""

from django.urls import path

from chungtay.work.review.views import postings as views

app_name = "postings"
urlpatterns = [
    path("", views.postings, name="postings"),
    path("moi/<number:ward>/", views.post, name="post"),
    path("<number:posting>/", views.posting, name="posting"),
    path("<number:posting>/ket-thuc/", views.end, name="end"),
    path("<number:posting>/thu-hoi/", views.take_back, name="take_back"),
    path("<number:posting>/anh/", views.prove, name="prove"),
    path("<number:posting>/anh/<number:proof>/", views.proof, name="proof"),
    path("<number:posting>/in/", views.paper, name="paper"),
]
