"""Settings by kind of installation: `development` (`./run` on one computer), `production` (a server), `test`.

`chungtay.config.settings` alone means the first: safe on one computer, nothing to configure.
"""

import os

if os.environ.get("DJANGO_SETTINGS_MODULE", __name__) == __name__:
    from chungtay.config.settings.development import *  # noqa: F403
