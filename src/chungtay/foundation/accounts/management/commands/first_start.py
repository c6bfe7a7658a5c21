"""The first start of a real installation: tables, official units, one administrator with a one-time password."""

from __future__ import annotations

import io
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.accounts import operations
from chungtay.foundation.accounts.models import Role, User
from chungtay.foundation.accounts.presenters import until_words
from chungtay.foundation.places.queries import unit_by_code


class Command(BaseCommand):
    help = "Found a real installation in an empty data folder. ./run found calls it."

    def add_arguments(self, parser):
        parser.add_argument("units", help="a CSV list as for load_units, or the name of one that comes along")
        parser.add_argument("area", help="official code of the area that the administrator keeps")
        parser.add_argument("full_name")
        parser.add_argument("--username", default="quantri")

    def handle(self, *args, **options):
        call_command("migrate", interactive=False, verbosity=0)
        if User.objects.exists():
            where = settings.DATA_DIR
            raise CommandError(
                f"Ở đây đã có tài khoản ({where}). Muốn lập nơi mới, chọn thư mục trống: CHUNGTAY_DATA_DIR=...\n"
                f"There are accounts here already ({where}). Choose an empty folder: CHUNGTAY_DATA_DIR=..."
            )
        told = io.StringIO()  # said only when it was kept
        try:
            with transaction.atomic():
                call_command("load_units", options["units"], stdout=told)
                user, word = _administrator(options)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        Path(settings.FOUNDED).write_text(f"{timezone.localdate().isoformat()}\n", "utf-8")
        self.stdout.write(
            f"{told.getvalue()}\nNgười quản trị đầu tiên / the first administrator:\n  {user.username}  {word}\n"
            f"Mật khẩu này chỉ hiện một lần và phải đổi khi đăng nhập ({until_words(user.one_time_until)}).\n"
            "This password is shown once and must be changed at the first sign-in.\n"
            f"Hết hạn thì / once it is over:  ./run manage new_password {user.username}\n"
            "Tiếp theo / next:  ./run"
        )


def _administrator(options):
    today, at = timezone.localdate(), timezone.now()
    area = unit_by_code(options["area"], today)
    if area is None:
        raise CommandError(
            f"Hôm nay không có đơn vị mã {options['area']} trong danh sách. Chưa có gì được ghi.\n"
            f"No unit of the list has the code {options['area']} today. Nothing was kept."
        )
    word = operations.new_password()
    user = operations.add_account(
        username=options["username"],
        full_name=options["full_name"],
        password=word,
        duty=operations.FirstDuty(Role.ADMINISTRATOR, area, today),
        by=None,
        at=at,
    )
    return user, word
