"""The office's own sign-in service (OpenID Connect), where the environment names one."""

import os

_NAMES = ("CHUNGTAY_OIDC_ISSUER", "CHUNGTAY_OIDC_CLIENT", "CHUNGTAY_OIDC_SECRET")


def sign_in_service() -> dict[str, str] | None:
    """Issuer, client, secret, the name that people know it by, and the claim that accounts are linked by. None when
    nothing is set; raises ValueError when only a part is, or when the issuer is neither HTTPS nor this computer."""
    issuer, client, secret = given = [os.environ.get(name, "").strip() for name in _NAMES]
    if not any(given):
        return None
    missing = [name for name, value in zip(_NAMES, given, strict=True) if not value]
    if missing:
        raise ValueError(f"sign-in by OpenID Connect is set up in part only: {', '.join(missing)} is missing")
    if not issuer.startswith(("https://", "http://127.0.0.1:", "http://localhost:")):
        raise ValueError("CHUNGTAY_OIDC_ISSUER must begin with https://")
    return {
        "issuer": issuer,
        "client": client,
        "secret": secret,
        "name": os.environ.get("CHUNGTAY_OIDC_NAME") or "OpenID Connect",
        "claim": os.environ.get("CHUNGTAY_OIDC_CLAIM") or "email",
    }
