"""Addresses of posted lists: /00016/2019/dot-ra-soat/3/niem-yet/."""

from django.urls import path

from chungtay.work.review.views import postings as views

app_name = "postings"
urlpatterns = [
    path("", views.postings, name="postings"),
    path("moi/<int:ward>/", views.post, name="post"),
    path("<int:posting>/", views.posting, name="posting"),
    path("<int:posting>/ket-thuc/", views.end, name="end"),
    path("<int:posting>/thu-hoi/", views.take_back, name="take_back"),
    path("<int:posting>/anh/", views.prove, name="prove"),
    path("<int:posting>/anh/<int:proof>/", views.proof, name="proof"),
    path("<int:posting>/in/", views.paper, name="paper"),
]
