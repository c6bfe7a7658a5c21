from django.urls import path

from chungtay.foundation.accounts import views

app_name = "accounts"
urlpatterns = [
    path("", views.account, name="account"),
    path("dang-nhap/", views.login, name="login"),
    path("dang-xuat/", views.logout, name="logout"),
    path("mat-khau/", views.password, name="password"),
]
