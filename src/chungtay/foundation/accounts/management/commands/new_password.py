"""A new one-time password made on the machine itself: for the administrator above whom there is none."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import User
from chungtay.foundation.accounts.presenters import until_words


class Command(BaseCommand):
    help = "Give an account a new one-time password; prints it once. Every session of the account ends."

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *args, **options):
        name = options["username"].strip().lower()
        user = User.objects.filter(username=name).first()
        if user is None:
            raise CommandError(f"Không có tài khoản {name}.\nThere is no account {name}.")
        try:
            word = operations.reset_password(user, by=None, at=timezone.now())
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{user.username}  {word}  ({until_words(user.one_time_until)})")
