"""Every address of the application. What belongs to a place and a year begins with both: /00016/2026/ra-soat/."""

from django.urls import include, path, register_converter

from chungtay.config.converters import PlaceCode, Year

register_converter(PlaceCode, "place")
register_converter(Year, "year")

_URLS = "chungtay.work.review.urls"
REVIEW = "<place:place>/<year:year>/dot-ra-soat/"

urlpatterns = [
    path("", include("chungtay.web.portal.urls")),
    path("", include("chungtay.foundation.core.urls")),
    path("tai-khoan/", include("chungtay.foundation.accounts.urls")),
    path("", include("chungtay.web.home.urls")),
    path("", include("chungtay.web.trail.urls")),
    path("<place:place>/<year:year>/dia-ban/", include("chungtay.web.places.urls")),
    path("<place:place>/<year:year>/ho-dan/", include("chungtay.records.registry.urls")),
    path("<place:place>/<year:year>/quyen-loi/", include("chungtay.records.entitlements.urls")),
    path("<place:place>/<year:year>/chinh-sach/", include("chungtay.records.catalogue.urls")),
    path("<place:place>/<year:year>/gioi-thieu/", include("chungtay.work.referral.urls")),
    path("<place:place>/<year:year>/do-dau/", include("chungtay.work.sponsorship.urls")),
    path("<place:place>/<year:year>/von-vay/", include("chungtay.work.credit.urls")),
    path("<place:place>/<year:year>/truong-hoc/", include("chungtay.work.schooling.urls")),
    path("<place:place>/<year:year>/tro-giup/", include("chungtay.work.assistance.urls")),
    path("<place:place>/<year:year>/qua/", include("chungtay.work.gifts.urls.rounds")),
    path("<place:place>/<year:year>/bao-hiem/", include("chungtay.work.insurance.urls")),
    path("<place:place>/<year:year>/ra-soat/", include(f"{_URLS}.files")),
    path(REVIEW, include(f"{_URLS}.campaign")),
    path(f"{REVIEW}<number:campaign>/hop-dan/", include(f"{_URLS}.meetings")),
    path(f"{REVIEW}<number:campaign>/niem-yet/", include(f"{_URLS}.postings")),
    path(f"{REVIEW}<number:campaign>/khieu-nai/", include(f"{_URLS}.complaints")),
    path("<place:place>/<year:year>/de-nghi/", include(f"{_URLS}.requests")),
    path("", include(f"{_URLS}.public")),
    path("", include(f"{_URLS}.phone")),
    path("trao-qua/", include("chungtay.work.gifts.urls.phone")),
    path("<place:place>/<year:year>/bao-cao/", include("chungtay.results.reports.urls")),
    path(f"{REVIEW}<number:campaign>/quyet-dinh/", include(f"{_URLS}.decisions")),
    path(f"{REVIEW}<number:campaign>/giay-chung-nhan/", include(f"{_URLS}.certificates")),
    path(f"{REVIEW}<number:campaign>/thu-giai-thich/", include(f"{_URLS}.letters")),
    path("<place:place>/<year:year>/khoa-ky/", include(f"{_URLS}.signing_keys")),
    path("giay-chung-nhan/", include(f"{_URLS}.certificate_check")),
    path(REVIEW, include(f"{_URLS}.entry")),
    path(REVIEW, include(f"{_URLS}.quality")),
    path(REVIEW, include(f"{_URLS}.steps_back")),
    path(REVIEW, include(f"{_URLS}.file_door")),
    path(REVIEW, include(f"{_URLS}.paper_forms")),
    path("", include("chungtay.exchange.openrosa.urls")),
]

handler400 = "chungtay.foundation.core.views.bad_request"
handler403 = "chungtay.foundation.core.views.refused"
handler404 = "chungtay.foundation.core.views.not_found"
handler500 = "chungtay.foundation.core.views.failed"
