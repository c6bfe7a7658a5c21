"""Official units of a real installation: `load_units ba-dinh` for the lists that come along, or a file of one's own."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from chungtay.foundation.places import forms, operations


class Command(BaseCommand):
    help = "Load official units from a CSV list (level,code,name,parent,from,to); the second time nothing changes."

    def add_arguments(self, parser):
        parser.add_argument("list", help=f"a CSV file, or one of: {', '.join(forms.delivered())}")
        parser.add_argument("--successions", help="CSV of what became of units (old,new,day,extent)")

    def handle(self, *args, **options):
        at = timezone.now()
        try:
            with transaction.atomic():
                units, successions = _lists(options["list"], options["successions"])
                loaded = operations.load_units(units, by=None, at=at)
                followed = operations.load_successions(successions, by=None, at=at)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from error
        self.stdout.write(
            f"Đơn vị / units: {loaded.founded} mới / new, {loaded.ended} hết hiệu lực / ended,"
            f" {loaded.unchanged} không đổi / unchanged"
        )
        self.stdout.write(
            f"Kế tục / successions: {followed.founded} mới / new, {followed.unchanged} không đổi / unchanged"
        )
        if loaded.groups_ended:
            self.stdout.write(
                f"{loaded.groups_ended} tổ dân phố chờ phương án sắp xếp / residential groups wait for a reorganisation"
            )


def _lists(name, successions):
    if name in forms.delivered():
        return forms.delivered_units(name), forms.delivered_successions(name)
    return forms.read_units(_text(name)), forms.read_successions(_text(successions)) if successions else []


def _text(name):
    try:
        return Path(name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{name}: không đọc được tệp CSV (UTF-8) / no readable CSV file in UTF-8") from error
