from django.urls import path

from chungtay.foundation.accounts.views import own, people

app_name = "accounts"
urlpatterns = [
    path("", own.account, name="account"),
    path("dang-nhap/", own.login, name="login"),
    path("dang-xuat/", own.logout, name="logout"),
    path("mat-khau/", own.password, name="password"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/them/", people.add, name="add"),
    path("nguoi-dung/ban-giao/", people.hand_over, name="hand_over"),
    path("nguoi-dung/<int:number>/", people.person, name="person"),
    path("nguoi-dung/<int:number>/giao-viec/", people.give_duty, name="give_duty"),
    path("nguoi-dung/<int:number>/viec/<int:duty>/", people.end_duty, name="end_duty"),
    path("nguoi-dung/<int:number>/mat-khau/", people.reset_password, name="reset_password"),
    path("nguoi-dung/<int:number>/dong/", people.close, name="close"),
    path("nguoi-dung/<int:number>/mo-lai/", people.reopen, name="reopen"),
]
