from django.urls import path

from chungtay.work.review.views import files as views

app_name = "review"
urlpatterns = [
    path("", views.files, name="files"),
    path("tai-len/", views.upload, name="upload"),
    path("<number:number>/", views.file, name="file"),
    path("<number:number>/cot/", views.columns, name="columns"),
    path("<number:number>/tien-do/", views.progress, name="progress"),
    path("<number:number>/chay-lai/", views.again, name="again"),
    path("<number:number>/rut/", views.withdraw, name="withdraw"),
    path("<number:number>/lay-lai/", views.restore, name="restore"),
    path("<number:number>/can-sua/", views.mistakes, name="mistakes"),
    path("<number:number>/ho/<number:household>/", views.household, name="household"),
    path("<number:number>/giay/<slug:kind>/", views.paper, name="paper"),
]
