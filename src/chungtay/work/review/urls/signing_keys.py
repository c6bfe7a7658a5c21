"""Keys of a ward: /00016/2019/khoa-ky/."""

from django.urls import path

from chungtay.work.review.views import signing_keys as views

app_name = "signing_keys"
urlpatterns = [
    path("", views.keys, name="keys"),
    path("thay/", views.exchange, name="exchange"),
]
