"""The tables of the catalog, and how an older catalog gets them."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from uuid import uuid4

from store.errors import UserError

VERSION = 2
_INDEXES = """
CREATE INDEX articles_published ON articles (published, passages, pieces);
CREATE INDEX articles_recipe ON articles (recipe, pieces);
"""  # they cover what is counted and summed, so that no text is paged through for it
_TEXTS = "CREATE TABLE texts (article INTEGER PRIMARY KEY, text TEXT NOT NULL);"
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE articles (
    ordinal INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, content_hash TEXT NOT NULL,
    recipe TEXT NOT NULL, source TEXT, title TEXT NOT NULL, publisher TEXT, published INTEGER,
    published_basis TEXT NOT NULL, characters INTEGER NOT NULL, passages INTEGER NOT NULL, pieces INTEGER NOT NULL
);
CREATE INDEX articles_hash ON articles (content_hash);
CREATE INDEX articles_source ON articles (source);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY AUTOINCREMENT, article INTEGER NOT NULL, ordinal INTEGER NOT NULL,
    start INTEGER NOT NULL, "end" INTEGER NOT NULL, pieces BLOB NOT NULL, signature BLOB NOT NULL
);
CREATE INDEX passages_article ON passages (article, start);
CREATE TABLE vectors (number INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE garbage (number INTEGER PRIMARY KEY, pieces INTEGER NOT NULL);
CREATE TABLE answers (id TEXT PRIMARY KEY, question TEXT NOT NULL, payload TEXT NOT NULL, created TEXT NOT NULL);
CREATE TABLE feedback (
    number INTEGER PRIMARY KEY, answer_id TEXT NOT NULL, rating INTEGER NOT NULL, comment TEXT NOT NULL,
    created TEXT NOT NULL
);
"""
_FROM_1 = f"""
{_TEXTS}
INSERT INTO texts SELECT ordinal, text FROM articles;
ALTER TABLE articles DROP COLUMN text;
DROP INDEX articles_published;
{_INDEXES}
"""


def prepare(db: sqlite3.Connection, folder: Path, *, read_only: bool) -> None:
    """Make the tables, or bring those of an older Wenju up to date, in one transaction.

    Raises:
        UserError: a newer Wenju made them, or they are older and may not be changed.
    """
    if (version := _version(db)) == VERSION:
        return
    if version > VERSION:
        raise UserError(
            "the store in {path} was made by a newer Wenju (layout {version}, this one knows {known}); nothing was "
            "changed. Upgrade Wenju, or index into another folder: WENJU_STORE_DIR=NEW_FOLDER wenju ingest PATH",
            path=folder,
            version=version,
            known=VERSION,
        )
    if read_only:
        raise UserError(
            "the store in {path} has an older layout ({version}, this Wenju has {known}) and is read-only; open it "
            "once where it may be written, for example with: wenju status",
            path=folder,
            version=version,
            known=VERSION,
        )
    db.execute("BEGIN IMMEDIATE")
    if (version := _version(db)) < VERSION:
        script = _FROM_1 if version else _TABLES + _TEXTS + _INDEXES
        for statement in filter(str.strip, script.split(";\n")):
            db.execute(statement)
        if not version:
            db.execute("INSERT INTO meta VALUES ('store_id', ?)", (uuid4().hex[:8],))
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])
