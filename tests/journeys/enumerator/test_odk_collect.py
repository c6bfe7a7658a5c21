"""The officer opens the form, an enumerator sets ODK Collect up by QR code, and the telephone comes in; both sizes."""

from __future__ import annotations

import base64

import pytest
from playwright.sync_api import expect

from chungtay.work.review.models import Survey
from tests import collect, phones
from tests.collect import filled

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_a_telephone_is_set_up_and_sends_a_form(units, visit, size):
    _office, campaign = phones.under_survey(2, units=units)
    page = f"/00016/2019/dot-ra-soat/{campaign.pk}/odk-collect/"

    officer = visit(size)
    officer.sign_in("officer-review")
    officer.page.goto(page)
    officer.check()
    officer.page.get_by_role("button", name="Mở biểu mẫu cho ODK Collect").click()
    expect(officer.page.get_by_text("Biểu mẫu đã mở.")).to_be_visible()
    officer.check()

    enumerator = visit(size)
    enumerator.sign_in("enumerator-review")
    enumerator.page.goto(page)
    enumerator.check()
    enumerator.page.get_by_label("Tên điện thoại").fill("Máy riêng, màu xanh")
    enumerator.page.get_by_role("button", name="Tạo mật khẩu và mã QR").click()
    expect(enumerator.page.get_by_role("img", name="Mã QR cài đặt ODK Collect")).to_be_visible()
    enumerator.check()
    enumerator.page.locator("h1").evaluate("heading => heading.scrollIntoView()")
    enumerator.picture("odk-key")
    server, username, password = (each.inner_text() for each in enumerator.page.locator("b.key").all())

    shown = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()
    headers = {"Authorization": shown, "X-OpenRosa-Version": "1.0"}
    listed = officer.context.request.get(f"{server}/formList", headers=headers)
    assert listed.status == 200
    assert f"chungtay_dot_{campaign.pk}" in listed.text()
    form = collect.CollectForm.objects.get()
    case = campaign.cases.get(household__code="00016-000001")
    answers = {"household_code": "00016-000001", "case_version": case.version, "income": 1_000_000}
    answers |= {f"declared_{number}": 2 for number in range(1, 11)}
    xml = filled(form, answers, [{"name": case.head_name, "birth_date": "1961-03-02"}], preliminary_class="poor")
    part = {"name": "form.xml", "mimeType": "text/xml", "buffer": xml.encode()}
    sent = officer.context.request.post(
        f"{server}/submission", headers=headers, multipart={"xml_submission_file": part}
    )
    assert (sent.status, "Đã nhận." in sent.text()) == (201, True)
    assert Survey.objects.get().door == "odk"

    officer.page.goto(page)
    expect(officer.page.get_by_text("Đã có 1 phiếu về từ ODK Collect.")).to_be_visible()
    expect(officer.page.get_by_role("heading", name="Điện thoại tính khác")).to_be_visible()
    officer.check()
    officer.page.locator("h1").evaluate("heading => heading.scrollIntoView()")
    officer.picture("odk-collect")
    officer.page.get_by_text("Mất máy hay không dùng nữa?").click()
    officer.page.get_by_role("button", name="Thôi dùng mật khẩu này").click()
    expect(officer.page.get_by_role("cell", name="Thôi dùng lúc")).to_be_visible()
    assert officer.context.request.get(f"{server}/formList", headers=headers).status == 401
