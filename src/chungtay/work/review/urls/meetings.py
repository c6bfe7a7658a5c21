"""Addresses of residents' meetings: /00016/2019/dot-ra-soat/3/hop-dan/."""

from django.urls import path

from chungtay.work.review.views import meetings as views

app_name = "meetings"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    path("moi/<int:group>/", views.call, name="call"),
    path("<int:meeting>/", views.meeting, name="meeting"),
    path("<int:meeting>/chieu/", views.shown, name="shown"),
    path("<int:meeting>/ket-qua/", views.results, name="results"),
    path("<int:meeting>/ket-thuc/", views.close, name="close"),
    path("<int:meeting>/hoan/", views.postpone, name="postpone"),
    path("<int:meeting>/huy/", views.cancel, name="cancel"),
    path("<int:meeting>/anh/", views.prove, name="prove"),
    path("<int:meeting>/anh/<int:proof>/", views.proof, name="proof"),
    path("<int:meeting>/giay/<slug:kind>/", views.paper, name="paper"),
    path("<int:meeting>/bien-ban/", views.minutes, name="minutes"),
]
