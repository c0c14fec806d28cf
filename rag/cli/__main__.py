"""``python -m rag.cli`` is ``wenju``."""

from __future__ import annotations

import sys

from rag.cli.main import main

sys.exit(main())
