from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReviewConfig(AppConfig):
    name = "chungtay.work.review"
    label = "review"

    def ready(self) -> None:
        from chungtay.foundation.core.queries.chain import register_digest_checker
        from chungtay.records.registry.presenters.panels import Panel, register
        from chungtay.work.review.queries.proof import first_changed_decision, first_changed_list

        register_digest_checker("review.list_posted", first_changed_list)
        register_digest_checker("review.decision_signed", first_changed_decision)
        register(Panel("complaints", _("Complaints"), "review/household_complaints.html", _complaints, 36))

    def audit_actions(self) -> dict[str, Any]:
        return {
            "review.file_uploaded": _("A file was read in"),
            "review.columns_confirmed": _("Columns of a file confirmed"),
            "review.queued_again": _("Classification started again"),
            "review.file_classified": _("A file was classified"),
            "review.classification_failed": _("Classification stopped by an error"),
            "review.file_withdrawn": _("A file was withdrawn"),
            "review.file_restored": _("A withdrawn file was taken back"),
            "review.paper_taken": _("A list or report was taken out"),
            "review.campaign_prepared": _("A review was planned"),
            "review.campaign_settled": _("What the law leaves open was decided for a review"),
            "review.report_sent": _("Noted that the monthly report was sent"),
            "review.campaign_opened": _("A review was opened by decision"),
            "review.campaign_cancelled": _("A planned review was cancelled"),
            "review.decided_twice": _("Another ward decided on a household of this decision, too"),
            "review.review_cancelled": _("A review that was open was cancelled"),
            "review.request_waits_again": _("The review of a request was cancelled; the request waits again"),
            "review.campaign_closed": _("A review was closed"),
            "review.households_listed": _("Last year's list came in"),
            "review.households_added": _("Households were added to a review"),
            "review.case_screened": _("Form A of a household"),
            "review.case_closed": _("A household was closed without a survey"),
            "review.case_taken_up": _("A household went back on the list"),
            "review.list_finished": _("The list of a group was settled"),
            "review.cases_assigned": _("Households were given to an enumerator"),
            "review.cases_shared_out": _("Households were shared out"),
            "review.survey_received": _("A form was received"),
            "review.typing_begun": _("Typing of a paper form began"),
            "review.typing_dropped": _("Typing of a paper form was thrown away"),
            "review.typing_differs": _("A paper form was typed differently by two people"),
            "review.survey_typed_again": _("A paper form was typed by a second person"),
            "review.paper_forms_made": _("Paper forms were made"),
            "review.collect_form_taken": _("The form for ODK Collect was taken out"),
            "review.request_form_taken": _("The form of a request was printed"),
            "review.list_taken": _("The list of households to review was taken out"),
            "review.paper_forms_taken": _("A file of paper forms was taken out"),
            "review.file_taken_in": _("Forms of a file were taken into a review"),
            "review.scored_again": _("Forms of a review were computed again"),
            "review.quality_checked": _("Forms were looked through for what looks wrong"),
            "review.visits_drawn": _("Second visits were drawn at random"),
            "review.spot_handed_on": _("A drawn second visit was given to somebody else"),
            "review.spot_aside": _("A drawn second visit is not made"),
            "review.cases_taken_back": _("Households were taken back from somebody who does not visit"),
            "review.flag_closed": _("Something that looked wrong was looked at"),
            "review.takeover_proposed": _("It was proposed to take over what a list says"),
            "review.takeover_approved": _("What a list says was taken over into a form"),
            "review.takeover_returned": _("A proposal to take over a list was returned"),
            "review.step_back_proposed": _("A step back was proposed: a second person decides"),
            "review.step_back_agreed": _("A step back was agreed to by a second person"),
            "review.step_back_returned": _("A step back was not agreed to"),
            "review.case_taken": _("An enumerator took a household that nobody had"),
            "review.free_along": _("Telephones of a group take free households along, or no more"),
            "review.survey_confirmed": _("A form was confirmed"),
            "review.survey_returned": _("A form was given back"),
            "review.conflict_settled": _("It was decided which form holds"),
            "review.form_kept_beside": _("A form that came late was kept beside its closed household"),
            "review.meeting_called": _("A residents' meeting was called"),
            "review.meeting_postponed": _("A residents' meeting was put off"),
            "review.meeting_cancelled": _("A residents' meeting did not take place"),
            "review.meeting_entered": _("Results of a residents' meeting were entered"),
            "review.meeting_closed": _("A residents' meeting was closed with its minutes"),
            "review.proof_added": _("Evidence of a meeting or posting was added"),
            "review.list_posted": _("A list was posted"),
            "review.posting_ended": _("A posting was over"),
            "review.posting_taken_back": _("A posted list was taken back"),
            "review.opinion_asked": _("The district was asked for its opinion"),
            "review.opinion_given": _("The district gave its opinion"),
            "review.ward_ready": _("A ward went on to its decision"),
            "review.decision_drafted": _("A decision was drafted"),
            "review.decision_dropped": _("A draft of a decision was put away"),
            "review.decision_signed": _("A decision was signed"),
            "review.revisit_ordered": _("A decided household is to be visited again"),
            "review.revisit_done": _("A decided household was visited again"),
            "review.revisit_dropped": _("The second visit of a decided household was put aside"),
            "review.signing_key_made": _("A key for certificates was made"),
            "review.certificates_issued": _("Certificates were issued"),
            "review.certificates_handed_over": _("Certificates were handed over"),
            "review.certificate_revoked": _("A certificate was revoked"),
            "review.complaint_received": _("A complaint was received"),
            "review.complaint_assigned": _("A complaint was given to somebody to check"),
            "review.recheck_handed_back": _("Somebody who was asked to check a household again does not go"),
            "review.complaint_checked": _("The household of a complaint was checked again"),
            "review.rechecks_settled": _("It was said which second visit holds"),
            "review.complaint_answered": _("A complaint was answered"),
            "review.complaint_withdrawn": _("A complaint was taken back"),
            "review.request_received": _("A request was received"),
            "review.request_linked": _("The household of a request was found"),
            "review.request_listed": _("A request came on the list of a review"),
            "review.request_answered": _("A request was answered"),
            "review.request_withdrawn": _("A request was taken back"),
            "review.reminded": _("Deadlines were told"),
            "review.step_refused": _("A step was refused"),
            "review.phone_registered": _("A telephone was registered for the survey"),
            "review.phone_wipe_asked": _("A telephone was asked to erase everything"),
            "review.phone_wiped": _("A telephone erased everything"),
            "review.attachment_refused": _("A photograph of a form was refused by its content"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "review.reviewfile": Subject(_("File")),
            "review.campaign": Subject(_("Review")),
            "review.campaignward": Subject(_("Ward in a review")),
            "review.campaigngroup": Subject(_("Group in a review")),
            "review.case": Subject(_("Household under review")),
            "review.opinion": Subject(_("Opinion of the district")),
            "review.decision": Subject(_("Decision")),
            "review.revisit": Subject(_("Second visit for a correction")),
            "review.signingkey": Subject(_("Key for certificates")),
            "review.certificate": Subject(_("Certificate")),
            "review.flag": Subject(_("Something that looks wrong")),
            "review.takeover": Subject(_("Proposal to take over a list")),
            "review.stepback": Subject(_("Step back by two people")),
            "review.survey": Subject(_("Form of a household")),
            "review.meeting": Subject(_("Residents' meeting")),
            "review.posting": Subject(_("Posted list")),
            "review.complaint": Subject(_("Complaint")),
            "review.request": Subject(_("Request")),
            "review.device": Subject(_("Telephone")),
        }


def _complaints(user: Any, household: Any, _today: Any, _opened: bool) -> dict[str, Any] | None:
    """Complaints about results of the household, as far as the reader's area reaches. One statement."""
    from chungtay.work.review.queries.complaints import complaints_about

    rows = complaints_about(user, household.pk)
    return {"rows": rows} if rows else None
