"""Addresses of quality control: /00016/2019/dot-ra-soat/7/chat-luong/."""

from django.urls import path

from chungtay.work.review.views import quality, scored_again, spot_visits, takeovers

app_name = "quality"
urlpatterns = [
    path("<number:campaign>/chat-luong/", quality.flags, name="flags"),
    path("<number:campaign>/chat-luong/soat/", quality.check, name="check"),
    path("<number:campaign>/chat-luong/nguong/", quality.lines, name="lines"),
    path("<number:campaign>/chat-luong/cham-lai/", scored_again.again, name="again"),
    path("<number:campaign>/chat-luong/cham-lai/bat-dau/", scored_again.start, name="again_start"),
    path("<number:campaign>/chat-luong/phuc-tra/", quality.visits, name="visits"),
    path("<number:campaign>/chat-luong/phuc-tra/rut/", quality.draw, name="draw"),
    path("<number:campaign>/chat-luong/phuc-tra/<number:visit>/khong-di/", spot_visits.not_made, name="not_made"),
    path("<number:campaign>/chat-luong/<number:flag>/", quality.flag, name="flag"),
    path("<number:campaign>/chat-luong/<number:flag>/tiep-nhan/", takeovers.propose, name="propose"),
    path("<number:campaign>/chat-luong/<number:flag>/tiep-nhan/<number:number>/", takeovers.decide, name="decide"),
]
