from django.urls import path

from chungtay.work.review.views import files as views

app_name = "review"
urlpatterns = [
    path("", views.files, name="files"),
    path("tai-len/", views.upload, name="upload"),
    path("<int:number>/", views.file, name="file"),
    path("<int:number>/cot/", views.columns, name="columns"),
    path("<int:number>/tien-do/", views.progress, name="progress"),
    path("<int:number>/chay-lai/", views.again, name="again"),
    path("<int:number>/rut/", views.withdraw, name="withdraw"),
    path("<int:number>/lay-lai/", views.restore, name="restore"),
    path("<int:number>/can-sua/", views.mistakes, name="mistakes"),
    path("<int:number>/ho/<int:household>/", views.household, name="household"),
    path("<int:number>/giay/<slug:kind>/", views.paper, name="paper"),
]
