"""A file that a background job made for the person who asked: sealed, to be downloaded for some days, then gone."""

from django.db import models

from chungtay.foundation.core.models.jobs import Job
from chungtay.foundation.core.privacy import classes


class JobFile(models.Model):
    """The row stays when the file is gone: that it was made, and when it was taken away, is known."""

    PRIVACY = classes(official="job stored name media_type size made_at until gone_at")

    job = models.OneToOneField(Job, models.PROTECT, related_name="file")
    stored = models.CharField(max_length=200, unique=True, help_text="Path below MEDIA_ROOT")
    name = models.CharField(max_length=200, help_text="What the download is called")
    media_type = models.CharField(max_length=100)
    size = models.BigIntegerField()
    made_at = models.DateTimeField()
    until = models.DateTimeField(help_text="Downloaded until then")
    gone_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["gone_at", "until"], name="job_file_until")]

    def __str__(self) -> str:
        return self.name
