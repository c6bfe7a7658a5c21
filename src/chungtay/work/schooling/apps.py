from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolingConfig(AppConfig):
    name = "chungtay.work.schooling"
    label = "schooling"

    def ready(self) -> None:
        from chungtay.foundation.core.presenters import waiting
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.going import register_going
        from chungtay.records.entitlements.operations.origins import register_origin
        from chungtay.work.schooling.operations.going_along import follow_borders, going
        from chungtay.work.schooling.operations.support import gone, hands, who_enrolled
        from chungtay.work.schooling.presenters.waiting import waiting_for
        from chungtay.work.schooling.queries.support import CHOSEN

        waiting.register("schooling", waiting_for, 35)
        register_mover(follow_borders, needs=("schooling.AwayTask", "ward"))
        register_going(going)
        register_origin("schooling", gone=gone, labels=CHOSEN, hands=hands, entered=who_enrolled)

    def audit_actions(self) -> dict[str, Any]:
        return {
            "schooling.school_added": _("A school was added"),
            "schooling.officer_named": _("It was noted who works at a school"),
            "schooling.officer_ended": _("It was noted who works at a school no more"),
            "schooling.pupils_confirmed": _("A school confirmed its pupils"),
            "schooling.enrolled": _("A pupil was enrolled"),
            "schooling.enrolment_ended": _("A pupil finished, moved or left"),
            "schooling.year_finished": _("A school year was finished"),
            "schooling.list_brought_in": _("A school's list was compared with the register"),
            "schooling.line_decided": _("It was decided whom a line of a school's list means"),
            "schooling.list_taken_over": _("A school's list was taken over"),
            "schooling.list_undone": _("A school's list was undone"),
            "schooling.looked_for_children": _("Children who stay away from school were looked for"),
            "schooling.child_visited": _("A child who stays away from school was visited"),
            "schooling.tasks_went_along": _("Children who stay away from school went along into another ward"),
            "schooling.list_discarded": _("A school's list was put away"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "schooling.school": Subject(_("School")),
            "schooling.enrolment": Subject(_("Enrolment")),
            "schooling.awaytask": Subject(_("Child who stays away from school")),
            "schooling.pupillist": Subject(_("List of a school")),
        }
