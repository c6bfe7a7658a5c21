"""Addresses of paper forms: /00016/2019/dot-ra-soat/7/phieu-giay/."""

from django.urls import path

from chungtay.work.review.views import paper_forms

app_name = "papers"
urlpatterns = [
    path("<int:campaign>/phieu-giay/", paper_forms.papers, name="papers"),
    path("<int:campaign>/phieu-giay/phieu-a/", paper_forms.blank_form_a, name="blank_form_a"),
    path("<int:campaign>/phieu-giay/to/<int:group>/", paper_forms.print_group, name="print_group"),
    path("<int:campaign>/phieu-giay/to/<int:group>/tep/<int:job>/", paper_forms.taken, name="taken"),
    path("<int:campaign>/phieu-giay/to/<int:group>/odk/", paper_forms.collect, name="collect"),
    path("<int:campaign>/phieu-giay/ho/<int:case>/", paper_forms.household, name="household"),
    path("<int:campaign>/phieu-giay/ho/<int:case>/phieu-a/", paper_forms.form_a, name="form_a"),
]
