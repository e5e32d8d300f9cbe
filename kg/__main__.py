"""`python -m kg` is `kg`."""

import sys

from kg.cli.door import main

sys.exit(main())
