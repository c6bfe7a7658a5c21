from django.urls import path

from chungtay.web.home import views

app_name = "home"
urlpatterns = [
    path("bat-dau/", views.start, name="start"),
    path("dia-ban/", views.go, name="go"),
    path("<place:place>/<year:year>/", views.today, name="today"),
    path("<place:place>/<year:year>/them/", views.more, name="more"),
    path("<place:place>/<year:year>/tim/", views.search, name="search"),
]
