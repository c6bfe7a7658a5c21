"""Addresses of campaigns at a place: /00016/2019/dot-ra-soat/."""

from django.urls import path

from chungtay.work.review.views import campaigns

app_name = "campaign"
urlpatterns = [
    path("", campaigns.campaigns, name="campaigns"),
    path("<int:campaign>/", campaigns.campaign, name="campaign"),
]
