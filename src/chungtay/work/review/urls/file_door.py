"""Addresses of files that come into a campaign: /00016/2019/dot-ra-soat/7/nhan-tep/."""

from django.urls import path

from chungtay.work.review.views import file_door

app_name = "filedoor"
urlpatterns = [
    path("<number:campaign>/nhan-tep/", file_door.files, name="files"),
    path("<number:campaign>/nhan-tep/<number:number>/", file_door.file, name="file"),
]
