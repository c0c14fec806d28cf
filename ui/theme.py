"""How the page looks: system fonts and our own style sheet and script, all inline, so that nothing is fetched."""

from __future__ import annotations

from pathlib import Path

import gradio as gr

_STATIC = Path(__file__).parent / "static"
FAVICON = _STATIC / "favicon.svg"
FONTS = (
    "system-ui", "-apple-system", "Segoe UI", "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei",
    "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "WenQuanYi Micro Hei", "sans-serif",
)  # fmt: skip
MONOSPACE = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "Noto Sans Mono CJK SC", "monospace")


def theme() -> gr.themes.Base:
    fonts = [gr.themes.Font(name) for name in FONTS]
    return gr.themes.Base(
        primary_hue="teal", neutral_hue="zinc", radius_size="md", font=fonts,
        font_mono=[gr.themes.Font(name) for name in MONOSPACE],
    )  # fmt: skip


def head() -> str:
    """Style and script for the page's ``<head>``."""
    style = (_STATIC / "wenju.css").read_text(encoding="utf-8")
    script = (_STATIC / "wenju.js").read_text(encoding="utf-8")
    return f"<style>{style}</style><script>{script}</script>"
