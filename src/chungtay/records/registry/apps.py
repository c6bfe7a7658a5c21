from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistryConfig(AppConfig):
    name = "chungtay.records.registry"
    label = "registry"

    def audit_actions(self) -> dict[str, Any]:
        from chungtay.records.registry.presenters.words import OPERATIONS

        return {f"registry.{kind}": words for kind, words in OPERATIONS.items()} | {
            "registry.pair_told_apart": _("Two records were told apart"),
            "registry.duplicates_compared": _("Everybody of a place was compared"),
            "registry.pair_looked_at_again": _("Two records that were told apart are looked at again"),
            "registry.file_received": _("A file was received for the register"),
            "registry.file_staged": _("The rows of a file were read"),
            "registry.file_unreadable": _("A file could not be read"),
            "registry.file_compared": _("A file was compared with the register"),
            "registry.file_applied": _("Taking a file into the register was begun"),
            "registry.file_taken_over": _("A file was taken into the register"),
            "registry.file_undoing": _("Taking a file back was begun"),
            "registry.file_undone": _("A file was taken back out of the register"),
            "registry.marked_copy_taken": _("The marked copy of a file was taken"),
            "registry.file_discarded": _("A file was set aside"),
            "registry.request_drafted": _("A proposal was written"),
            "registry.request_submitted": _("A proposal was submitted"),
            "registry.request_approved": _("A proposal was approved"),
            "registry.request_returned": _("A proposal was returned"),
            "registry.request_dropped": _("A proposal was dropped"),
        }

    def audit_subjects(self) -> dict[str, Any]:
        from chungtay.foundation.core.presenters import Subject

        return {
            "registry.operation": Subject(_("Act in the register")),
            "registry.household": Subject(_("Household")),
            "registry.person": Subject(_("Person")),
            "registry.importfile": Subject(_("File for the register")),
            "registry.changerequest": Subject(_("Proposal")),
            "registry.duplicatepair": Subject(_("Pair of records")),
            "registry.membership": Subject(_("Membership")),
            "registry.identitypaper": Subject(_("Identity paper")),
            "registry.bankaccount": Subject(_("Bank account")),
            "registry.circumstance": Subject(_("Circumstance")),
            "registry.residence": Subject(_("Residence")),
            "registry.householdstatus": Subject(_("Class of a year")),
            "registry.hardshipevent": Subject(_("Misfortune")),
            "registry.evidence": Subject(_("Document")),
        }

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from chungtay.foundation.core.queries.chain import register_digest_checker
        from chungtay.foundation.core.queries.standing import register_standing_check
        from chungtay.foundation.places.operations import register_mover
        from chungtay.foundation.places.queries.people import register_counter
        from chungtay.records.registry.operations.catching_up import catch_up_after_migrating
        from chungtay.records.registry.operations.reorganising import follow_groups
        from chungtay.records.registry.operations.word_index import put_word_index
        from chungtay.records.registry.queries.counts import people_in_groups
        from chungtay.records.registry.queries.proof import first_changed_history, strayed_records

        register_digest_checker("registry.", first_changed_history)
        register_standing_check(strayed_records)
        register_counter(people_in_groups)
        register_mover(follow_groups)
        post_migrate.connect(put_word_index, sender=self)
        post_migrate.connect(catch_up_after_migrating, sender=self)
