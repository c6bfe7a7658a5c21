"""An account that has to be made without the screens; the first one of an installation comes with ./run found."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Role
from chungtay.foundation.accounts.presenters import until_words
from chungtay.foundation.places.queries import unit_by_code


class Command(BaseCommand):
    help = "Add an account with one duty; prints its first password once."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("full_name")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--area", required=True, help="official code of province, district or ward")

    def handle(self, *args, **options):
        today = timezone.localdate()
        area = unit_by_code(options["area"], today)
        if area is None:
            code = options["area"]
            raise CommandError(
                f"Hôm nay không có đơn vị mã {code}. Nơi làm việc mới thì lập bằng ./run found.\n"
                f"There is no unit with the code {code} today. A new installation is founded with ./run found."
            )
        word = operations.new_password()
        try:
            with transaction.atomic():
                user = operations.add_account(
                    username=options["username"],
                    full_name=options["full_name"],
                    password=word,
                    by=None,
                    at=timezone.now(),
                )
                operations.assign(user, role=options["role"], area=area, starts_on=today, by=None, at=timezone.now())
        except ValidationError as error:
            raise CommandError("; ".join(error.messages)) from error
        self.stdout.write(f"{user.username}  {word}  ({until_words(user.one_time_until)})")
