from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "chungtay.work.review"
    label = "review"

    def audit_actions(self) -> dict[str, Any]:
        return {
            "review.file_uploaded": _("A file was read in"),
            "review.columns_confirmed": _("Columns of a file confirmed"),
            "review.queued_again": _("Classification started again"),
            "review.file_classified": _("A file was classified"),
            "review.classification_failed": _("Classification stopped by an error"),
            "review.file_withdrawn": _("A file was withdrawn"),
            "review.paper_taken": _("A list or report was taken out"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {"review.reviewfile": Subject(_("File"))}
