from django.urls import path

from chungtay.foundation.core import views

app_name = "core"
urlpatterns = [path("ngon-ngu/", views.set_language, name="set_language")]
