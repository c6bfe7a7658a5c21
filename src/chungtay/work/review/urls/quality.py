"""Addresses of quality control: /00016/2019/dot-ra-soat/7/chat-luong/."""

from django.urls import path

from chungtay.work.review.views import quality, scored_again, takeovers

app_name = "quality"
urlpatterns = [
    path("<int:campaign>/chat-luong/", quality.flags, name="flags"),
    path("<int:campaign>/chat-luong/soat/", quality.check, name="check"),
    path("<int:campaign>/chat-luong/nguong/", quality.lines, name="lines"),
    path("<int:campaign>/chat-luong/cham-lai/", scored_again.again, name="again"),
    path("<int:campaign>/chat-luong/cham-lai/bat-dau/", scored_again.start, name="again_start"),
    path("<int:campaign>/chat-luong/phuc-tra/", quality.visits, name="visits"),
    path("<int:campaign>/chat-luong/phuc-tra/rut/", quality.draw, name="draw"),
    path("<int:campaign>/chat-luong/<int:flag>/", quality.flag, name="flag"),
    path("<int:campaign>/chat-luong/<int:flag>/tiep-nhan/", takeovers.propose, name="propose"),
    path("<int:campaign>/chat-luong/<int:flag>/tiep-nhan/<int:number>/", takeovers.decide, name="decide"),
]
