"""Every address of the application. What belongs to a place and a year begins with both: /00016/2026/ra-soat/."""

from django.urls import include, path, register_converter

from chungtay.config.converters import PlaceCode, Year

register_converter(PlaceCode, "place")
register_converter(Year, "year")

_REVIEW = "chungtay.work.review.urls"
urlpatterns = [
    path("", include("chungtay.web.portal.urls")),
    path("", include("chungtay.foundation.core.urls")),
    path("tai-khoan/", include("chungtay.foundation.accounts.urls")),
    path("", include("chungtay.web.home.urls")),
    path("", include("chungtay.web.trail.urls")),
    path("<place:place>/<year:year>/dia-ban/", include("chungtay.web.places.urls")),
    path("<place:place>/<year:year>/ho-dan/", include("chungtay.records.registry.urls")),
    path("<place:place>/<year:year>/ra-soat/", include("chungtay.work.review.urls.files")),
    path("<place:place>/<year:year>/dot-ra-soat/", include("chungtay.work.review.urls.campaign")),
    path("", include("chungtay.work.review.urls.phone")),
    path("<place:place>/<year:year>/bao-cao/", include("chungtay.results.reports.urls")),
    path("<place:place>/<year:year>/dot-ra-soat/<int:campaign>/quyet-dinh/", include(f"{_REVIEW}.decisions")),
    path("<place:place>/<year:year>/dot-ra-soat/<int:campaign>/giay-chung-nhan/", include(f"{_REVIEW}.certificates")),
    path("<place:place>/<year:year>/dot-ra-soat/<int:campaign>/thu-giai-thich/", include(f"{_REVIEW}.letters")),
    path("giay-chung-nhan/", include(f"{_REVIEW}.certificate_check")),
    path("<place:place>/<year:year>/dot-ra-soat/", include("chungtay.work.review.urls.entry")),
    path("<place:place>/<year:year>/dot-ra-soat/", include("chungtay.work.review.urls.quality")),
    path("<place:place>/<year:year>/dot-ra-soat/", include("chungtay.work.review.urls.file_door")),
    path("<place:place>/<year:year>/dot-ra-soat/", include("chungtay.work.review.urls.paper_forms")),
]

handler400 = "chungtay.foundation.core.views.bad_request"
handler403 = "chungtay.foundation.core.views.refused"
handler404 = "chungtay.foundation.core.views.not_found"
handler500 = "chungtay.foundation.core.views.failed"
