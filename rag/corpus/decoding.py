"""Bytes of a file -> its text, whatever the encoding, or a reason why they are no text."""

from __future__ import annotations

import codecs
import unicodedata
from functools import cache

from rag.corpus.draft import Unreadable

_MAGIC = (
    (b"%PDF-", "pdf"), (b"PK\x03\x04", "archive"), (b"PK\x05\x06", "archive"), (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"), (b"Rar!", "archive"), (b"BZh9", "archive"), (b"\xfd7zXZ\x00", "archive"),
    (b"\x28\xb5\x2f\xfd", "archive"), (b"\x89PNG", "image"), (b"\xff\xd8\xff", "image"), (b"GIF8", "image"),
    (b"RIFF", "media"), (b"ID3", "media"), (b"OggS", "media"), (b"fLaC", "media"), (b"\x7fELF", "program"),
    (b"MZ\x90", "program"), (b"\xca\xfe\xba\xbe", "program"), (b"SQLite format 3\x00", "database"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "old_office"),
)  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_LEGACY = ("gb18030", "big5", "shift_jis", "euc_kr", "cp1252")
# A legacy encoding is believed when this share of what is not ASCII are characters that people write often. Text in
# its own encoding scores above 0.95; the same bytes read in a wrong one scored below 0.7 in the tests' samples.
_PLAUSIBLE = 0.8
_SAMPLE = 200_000
"""Characters that are looked at to tell text from binary data."""
_DAMAGE = 0.002
"""Share of broken bytes with which UTF-8 still counts as UTF-8 (a file cut in the middle of a character)."""


def decode(data: bytes) -> str:
    """The text of ``data``, without byte order mark, with ``\\n`` line ends.

    UTF-8 is believed first, then a byte order mark, then UTF-16 without one, then the legacy encoding that gives the
    most common characters, then whatever charset-normalizer finds.

    Raises:
        Unreadable: no bytes, only white space, binary data, or an encoding that cannot be told.
    """
    if not data:
        raise Unreadable("empty_file")
    kind = next((kind for magic, kind in _MAGIC if data.startswith(magic)), None)
    if kind:
        raise Unreadable("binary", kind=kind)
    text = _decode(data)
    if not text.strip("\ufeff\x00 \t\r\n\u3000"):
        raise Unreadable("blank_file")
    sample = text[:_SAMPLE]
    odd = sum(1 for c in sample if unicodedata.category(c) in ("Cc", "Cn", "Co", "Cs") and c not in "\t\r\n\f\v\x85")
    if odd > max(2, 0.01 * len(sample)):
        raise Unreadable("binary", kind="control")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _decode(data: bytes) -> str:
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="ignore")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return _without_nul(data) if b"\x00" not in data else _utf16(data)
    return text if "\x00" not in text else _utf16(data)


def _utf16(data: bytes) -> str:
    """UTF-16 without a mark: the order of bytes that gives common characters."""
    best, text = 0.0, ""
    for encoding in ("utf-16-le", "utf-16-be"):
        candidate = data.decode(encoding, errors="ignore")
        if (score := plausibility(candidate)) > best:
            best, text = score, candidate
    if best < _PLAUSIBLE or "\x00" in text:
        raise Unreadable("binary", kind="nul")
    return text


def _without_nul(data: bytes) -> str:
    scored = []
    for rank, encoding in enumerate(_LEGACY):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        scored.append((plausibility(text), -rank, text))
    best = max(scored, default=(0.0, 0, ""))
    mended = data.decode("utf-8", errors="ignore")
    broken = len(data) - len(mended.encode())
    if broken <= max(3, _DAMAGE * len(data)) and plausibility(mended) >= max(best[0], _PLAUSIBLE):
        return mended
    if best[0] >= _PLAUSIBLE:
        return best[2]
    from charset_normalizer import from_bytes  # 50 ms, and only for files that are in none of the usual encodings

    match = from_bytes(data[:200_000]).best()
    if match is None:
        raise Unreadable("encoding")
    text = data.decode(match.encoding, errors="ignore")
    if plausibility(text) < _PLAUSIBLE:
        raise Unreadable("encoding")
    return text


def plausibility(text: str) -> float:
    """Share of ``text``'s characters beyond ASCII that are in common use, 0..1; ASCII control characters count against.

    >>> plausibility("今天天气很好，我们去公园。")
    1.0
    """
    foreign = [c for c in text[:_SAMPLE] if c > "\x7f" or (c < " " and c not in "\t\r\n\f")]
    if not foreign:
        return 1.0
    return sum(map(_common, foreign)) / len(foreign)


@cache
def _common(char: str) -> bool:
    code = ord(char)
    if 0x4E00 <= code <= 0x9FFF:
        return _level_one(char)
    if 0xC0 <= code <= 0x24F:  # a Latin letter with an accent
        return char.isalpha()
    ranges = (
        (0x00A0, 0x00BF), (0x0370, 0x052F), (0x2010, 0x2312), (0x2460, 0x25FF), (0x2600, 0x27BF), (0x3000, 0x30FF),
        (0xAC00, 0xD7A3), (0xFF01, 0xFF5E), (0x1F300, 0x1FAFF), (0xFE0F, 0xFE0F), (0xFEFF, 0xFEFF), (0x200B, 0x200D),
    )  # fmt: skip
    return any(low <= code <= high for low, high in ranges)


def _level_one(char: str) -> bool:
    """Whether a Han character is in the first level (the frequent one) of GB 2312 or of Big5."""
    for encoding, low, high in (("gb2312", 0xB0, 0xD7), ("big5", 0xA4, 0xC6)):
        try:
            if low <= char.encode(encoding)[0] <= high:
                return True
        except UnicodeEncodeError:
            continue
    return False
