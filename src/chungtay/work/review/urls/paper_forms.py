"""Addresses of paper forms: /00016/2019/dot-ra-soat/7/phieu-giay/."""

from django.urls import path

from chungtay.work.review.views import paper_forms

app_name = "papers"
urlpatterns = [
    path("<number:campaign>/phieu-giay/", paper_forms.papers, name="papers"),
    path("<number:campaign>/phieu-giay/phieu-a/", paper_forms.blank_form_a, name="blank_form_a"),
    path("<number:campaign>/phieu-giay/to/<number:group>/", paper_forms.print_group, name="print_group"),
    path("<number:campaign>/phieu-giay/to/<number:group>/tep/<number:job>/", paper_forms.taken, name="taken"),
    path("<number:campaign>/phieu-giay/to/<number:group>/danh-sach/<slug:kind>/", paper_forms.review_list, name="list"),
    path("<number:campaign>/phieu-giay/to/<number:group>/odk/", paper_forms.collect, name="collect"),
    path("<number:campaign>/phieu-giay/ho/<number:case>/", paper_forms.household, name="household"),
    path("<number:campaign>/phieu-giay/ho/<number:case>/phieu-a/", paper_forms.form_a, name="form_a"),
]
