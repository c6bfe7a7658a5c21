"""The catalogue of policies as a workbook. It names nobody, so whoever reads the page may take it out."""

from __future__ import annotations

import tempfile
from pathlib import Path

from django.http import FileResponse, HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from chungtay.foundation.accounts.presenters import PageRequest
from chungtay.foundation.places.models import Level
from chungtay.foundation.places.queries.units import ancestors
from chungtay.records.catalogue.presenters import files, wording
from chungtay.records.catalogue.presenters import policies as presenters
from chungtay.records.catalogue.queries import policies as queries
from chungtay.records.entitlements.views.doors import day_asked, here, readers
from chungtay.rulebook import norms, policy_book
from chungtay.workbooks.catalogue import write_catalogue


@readers
@require_POST
def workbook(request: PageRequest, place: str, year: int) -> HttpResponseBase:
    """Every policy that concerns the place, whatever filter the page shows, as it stands on the day asked for."""
    unit = here(request, place, year)
    day, _wrong = day_asked(request, year)
    codes = [each.code for each in ancestors(unit) if each.level != Level.GROUP]
    book = policy_book.load()
    rows = queries.newest_first(queries.seen(unit))
    concern = [policy for policy in book.policies if not policy.territory or policy.territory in codes]
    pairs = list(zip(presenters.own(rows, day, codes), map(queries.read, rows), strict=True))
    pairs += zip(presenters.shipped(concern, day, codes), concern, strict=True)
    waiting = [each for each in (*book.to_verify, *norms.to_verify()) if presenters.concerns(each, day)]
    sheets = [
        files.policies(pairs, day, codes),
        files.named(presenters.named_lines(day, codes)),
        files.norms(presenters.norm_lines(norms.norms_on(day, codes))),
        files.numbers(wording.number_lines(day, codes)),
        files.to_verify(waiting),
    ]
    about = [unit.name, _("on %(day)s") % {"day": f"{day:%d/%m/%Y}"}]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"so-chinh-sach-{place}-{day:%Y%m%d}.xlsx"
        write_catalogue(path, _("Catalogue of policies"), about, sheets)
        return FileResponse(path.open("rb"), as_attachment=True, filename=path.name)
