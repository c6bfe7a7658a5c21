from django.apps import AppConfig


class ReviewConfig(AppConfig):
    name = "chungtay.work.review"
    label = "review"
