"""Wrong passwords for one account name, from every address from which the name does not usually sign in."""

from django.db import models

from chungtay.foundation.core.privacy import classes


class NameTries(models.Model):
    """One row for a name that was guessed at, also for a name that no account has: the answers must not differ."""

    PRIVACY = classes(personal="name owed_until")

    name = models.CharField(max_length=255, unique=True)
    owed_until = models.DateTimeField(
        db_index=True, help_text="Each wrong try adds NAME_TRY_MINUTES; once it has passed, the row says nothing"
    )
