"""`python -m chungtay.cli`, which is what `./run` calls."""

import sys

from chungtay.cli.main import main

sys.exit(main())
