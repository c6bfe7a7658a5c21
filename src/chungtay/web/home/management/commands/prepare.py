"""`./run` calls this before it starts the server: tables made, the demonstration loaded once, accounts shown."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from chungtay.foundation.accounts.models import User
from chungtay.foundation.places.models import Unit
from chungtay.web.home.management import demonstration

ACCOUNTS = "demo-accounts.txt"


class Command(BaseCommand):
    help = (
        "Make the database ready. With demonstration (unless CHUNGTAY_DEMO=0) an empty one gets a fictional district."
    )

    def handle(self, *args, **options):
        call_command("migrate", interactive=False, verbosity=0)
        path = Path(settings.DATA_DIR) / ACCOUNTS
        if settings.DEMONSTRATION:
            if not Unit.objects.exists() and not User.objects.exists():
                self.stdout.write("Đang tạo quận mẫu (chỉ lần đầu) / making the demonstration district ...")
                lines = demonstration.found_district(at=timezone.now())
                _write_private(path, "\n".join(lines) + "\n")
            if path.exists():
                demonstration.fill_register(clock=timezone.now)
                demonstration.classify_files(clock=timezone.now)
                demonstration.open_review(clock=timezone.now)
        if settings.DEMONSTRATION and path.exists():
            self.stdout.write("\nTài khoản mẫu, người hư cấu / demonstration accounts, fictional people:")
            self.stdout.write(path.read_text("utf-8").rstrip())
        elif not User.objects.exists():
            self.stdout.write("Chưa có tài khoản nào / no account yet:  ./run found --help")


def _write_private(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
