from collections.abc import Iterable
from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlacesConfig(AppConfig):
    name = "chungtay.foundation.places"
    label = "places"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from chungtay.foundation.places.operations.catching_up import catch_up_after_migrating

        post_migrate.connect(catch_up_after_migrating, sender=self)

    def audit_actions(self) -> dict[str, Any]:
        return {
            "places.unit_founded": _("A place was founded"),
            "places.group_added": _("A residential group was added"),
            "places.unit_closed": _("A place ended"),
            "places.group_withdrawn": _("A residential group was taken back"),
            "places.group_reinstated": _("A residential group that was taken back stands again"),
            "places.area_type_set": _("Urban or rural was decided"),
            "places.area_type_corrected": _("Urban or rural was corrected"),
            "places.area_type_taken_back": _("Urban or rural was taken back"),
            "places.reorganisation_prepared": _("A reorganisation was planned"),
            "places.groups_assigned": _("Groups were assigned to their new ward"),
            "places.units_loaded": _("Official places were loaded"),
            "places.successions_loaded": _("What became of places was loaded"),
            "places.reorganisation_applied": _("A reorganisation was applied"),
            "places.reorganisation_undone": _("A reorganisation was undone"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject
        from chungtay.foundation.places.models import Unit

        def names(numbers: Iterable[int]) -> dict[int, str]:
            return dict(Unit.objects.filter(pk__in=list(numbers)).values_list("pk", "name"))

        return {"places.unit": Subject(_("Place"), names)}
