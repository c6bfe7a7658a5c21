from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "chungtay.foundation.accounts"
    label = "accounts"
