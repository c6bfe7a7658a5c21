"""Addresses of residents' meetings: /00016/2019/dot-ra-soat/3/hop-dan/."""

from django.urls import path

from chungtay.work.review.views import meetings as views

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("moi/<number:group>/", views.call, name="call"),
    path("<number:meeting>/", views.meeting, name="meeting"),
    path("<number:meeting>/chieu/", views.shown, name="shown"),
    path("<number:meeting>/ket-qua/", views.results, name="results"),
    path("<number:meeting>/ket-thuc/", views.close, name="close"),
    path("<number:meeting>/hoan/", views.postpone, name="postpone"),
    path("<number:meeting>/huy/", views.cancel, name="cancel"),
    path("<number:meeting>/anh/", views.prove, name="prove"),
    path("<number:meeting>/anh/<number:proof>/", views.proof, name="proof"),
    path("<number:meeting>/giay/<slug:kind>/", views.paper, name="paper"),
    path("<number:meeting>/bien-ban/", views.minutes, name="minutes"),
]
