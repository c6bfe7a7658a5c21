"""Letters of a campaign: /00016/2019/dot-ra-soat/1/thu-giai-thich/."""

from django.urls import path

from chungtay.work.review.views import letters as views

app_name = "letters"
urlpatterns = [
    path("", views.letters, name="letters"),
    path("ho/<int:case>/", views.letter, name="letter"),
    path("ho/<int:case>/in/", views.paper, name="paper"),
    path("phuong/<int:ward>/in/", views.write_all, name="write_all"),
    path("viec/<int:job>/", views.file, name="file"),
]
