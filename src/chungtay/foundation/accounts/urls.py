from django.urls import path

from chungtay.foundation.accounts.views import factor, outside, own, people, second_step, wider

app_name = "accounts"
urlpatterns = [
    path("", own.account, name="account"),
    path("dang-nhap/", own.login, name="login"),
    path("dang-nhap/buoc-hai/", second_step.second_step, name="second_step"),
    path("dang-nhap/ngoai/", outside.outside_start, name="outside_start"),
    path("dang-nhap/ngoai/ve/", outside.outside_back, name="outside_back"),
    path("dang-xuat/", own.logout, name="logout"),
    path("mat-khau/", own.password, name="password"),
    path("phien/", own.sessions, name="sessions"),
    path("phien/khac/", own.end_other_sessions, name="end_other_sessions"),
    path("phien/<number:number>/", own.end_session, name="end_session"),
    path("hai-lop/", factor.factor, name="factor"),
    path("hai-lop/bat/", factor.factor_start, name="factor_start"),
    path("hai-lop/xac-nhan/", factor.factor_confirm, name="factor_confirm"),
    path("hai-lop/ma-du-phong/", factor.factor_codes, name="factor_codes"),
    path("hai-lop/tat/", factor.factor_off, name="factor_off"),
    path("quyen-tam/", wider.wider, name="wider"),
    path("quyen-tam/ket-thuc/", wider.end_wider, name="end_wider"),
    path("quyen-tam/so/", wider.wider_views, name="wider_views"),
    path("nguoi-dung/", people.people, name="people"),
    path("nguoi-dung/them/", people.add, name="add"),
    path("nguoi-dung/ban-giao/", people.hand_over, name="hand_over"),
    path("nguoi-dung/<number:number>/", people.person, name="person"),
    path("nguoi-dung/<number:number>/giao-viec/", people.give_duty, name="give_duty"),
    path("nguoi-dung/<number:number>/viec/<number:duty>/", people.end_duty, name="end_duty"),
    path("nguoi-dung/<number:number>/mat-khau/", people.reset_password, name="reset_password"),
    path("nguoi-dung/<number:number>/hai-lop/", people.reset_factor, name="reset_factor"),
    path("nguoi-dung/<number:number>/dich-vu/", people.link_outside, name="link_outside"),
    path("nguoi-dung/<number:number>/dong/", people.close, name="close"),
    path("nguoi-dung/<number:number>/mo-lai/", people.reopen, name="reopen"),
]
