"""Why a backup is not taken or not brought back."""

from chungtay.rulebook.errors import ChungTayError


class BackupError(ChungTayError):
    """Taking a backup stopped; no half file is left."""


class RestoreRefused(ChungTayError):
    """A backup that is not brought back; the installation is as it was."""


def damaged(what_vi: str, what_en: str) -> RestoreRefused:
    return RestoreRefused(
        f"Bản sao lưu này bị hỏng: {what_vi}. Không có gì bị thay đổi. Hãy dùng một bản sao lưu khác.",
        f"This backup is damaged: {what_en}. Nothing was changed. Use another backup.",
    )
