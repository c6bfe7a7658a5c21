"""Letters of a campaign: /00016/2019/dot-ra-soat/1/thu-giai-thich/."""

from django.urls import path

from chungtay.work.review.views import letters as views

app_name = "letters"
urlpatterns = [
    path("", views.letters, name="letters"),
    path("ho/<number:case>/", views.letter, name="letter"),
    path("ho/<number:case>/in/", views.paper, name="paper"),
    path("phuong/<number:ward>/in/", views.write_all, name="write_all"),
    path("viec/<number:job>/", views.file, name="file"),
]
