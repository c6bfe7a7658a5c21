from django.urls import path

from chungtay.web.portal import views

app_name = "portal"
urlpatterns = [
    path("", views.front, name="front"),
    path("tu-kiem-tra/", views.self_check, name="self_check"),
    path("quy-tac/<str:rule_set>.json", views.rules_program, name="rules_program"),
]
