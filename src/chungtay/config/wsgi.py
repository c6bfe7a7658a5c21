"""The door for the web server (granian)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chungtay.config.settings")
application = get_wsgi_application()

from chungtay.foundation.core.running import work_here  # noqa: E402 - needs the settings

work_here()
