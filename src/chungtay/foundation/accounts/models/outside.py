"""Who a person is at the office's own sign-in service (OpenID Connect), written down by an administrator beforehand."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from chungtay.foundation.core.privacy import classes


class OutsideName(models.Model):
    """The name by which the service knows the person. At the first sign-in the service's own number of the person
    (`subject`) is kept, so that a name that goes to somebody else later opens nothing."""

    PRIVACY = classes(official="user linked_by linked_at", personal="name subject")

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="outside_name")
    name = models.CharField(_("name at the sign-in service"), max_length=200, unique=True)
    subject = models.CharField(max_length=255, blank=True)
    linked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject"], condition=~Q(subject=""), name="outside_subject_once"),
            models.CheckConstraint(condition=~Q(name=""), name="outside_name_said"),
        ]
