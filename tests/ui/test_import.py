"""How the page imports Gradio."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_CODE = """
import ui, sys
import gradio as gr
from gradio import component_meta
assert component_meta.create_or_modify_pyi.__module__ == "ui", "stubs are written"
assert callable(gr.Button("x").click) and callable(gr.HTML().change)
assert not any(type(finder).__module__ == "ui" for finder in sys.meta_path)
"""


def test_gradio_writes_no_stubs_and_works(repo: Path) -> None:
    done = subprocess.run([sys.executable, "-c", _CODE], cwd=repo, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
