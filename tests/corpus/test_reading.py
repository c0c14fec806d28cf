"""Files and folders: formats, encodings, and the fate of each bad file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from rag.corpus import read_path
from rag.errors import UserError
from rag.types import Article, FileOutcome, Progress

BODY = "湖州的丝绸厂在春天重新开工。厂里有三十二台织机，每天织出四百米绸缎。老师傅说，订单已经排到了冬天。"


def read(path: Path, max_file_mb: float = 20) -> tuple[list[Article], list[FileOutcome]]:
    found = list(read_path(path, max_file_mb=max_file_mb))
    return [f for f in found if isinstance(f, Article)], [f for f in found if isinstance(f, FileOutcome)]


def write(path: Path, content: str | bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk", "utf-32"]
)
def test_chinese_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    articles, outcomes = read(write(tmp_path / "a.txt", BODY.encode(encoding)))
    assert outcomes == []
    assert articles[0].text == BODY


def test_traditional_chinese_and_french_in_legacy_encodings(tmp_path: Path) -> None:
    taiwan = "臺灣的鐵路在清晨恢復通車。車站的廣播說，列車誤點十五分鐘。旅客們並不著急，繼續讀著報紙。"
    french = "L'été dernier, la mairie a rénové l'école. Les élèves y étudient déjà. Le préau a été repeint à neuf."
    write(tmp_path / "a.txt", taiwan.encode("big5"))
    write(tmp_path / "b.txt", french.encode("latin-1"))
    articles, _ = read(tmp_path)
    assert [a.text for a in articles] == [taiwan, french]


def test_a_file_cut_inside_a_character_is_still_read(tmp_path: Path) -> None:
    articles, _ = read(write(tmp_path / "a.txt", (BODY * 20).encode()[:-2]))
    assert articles[0].text.startswith(BODY)


def test_each_bad_file_is_reported_and_the_others_go_in(tmp_path: Path) -> None:
    write(tmp_path / "good.txt", BODY)
    write(tmp_path / "empty.txt", b"")
    write(tmp_path / "blank.md", " \n\u3000\n")
    write(tmp_path / "photo.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    write(tmp_path / "noise.txt", bytes((i * 7919 + i // 3) % 256 for i in range(4000)))
    write(tmp_path / "big.txt", BODY.encode() * 9000)
    write(tmp_path / "broken.json", '{"title": "x", "text": ')
    write(tmp_path / "table.xlsx", b"PK\x03\x04" + b"\x00" * 50)
    write(tmp_path / "tool.py", "print('hello')\n")
    (tmp_path / "dangling.txt").symlink_to(tmp_path / "nowhere.txt")
    articles, outcomes = read(tmp_path, max_file_mb=1)
    assert [Path(a.source or "").name for a in articles] == ["good.txt"]
    fate = {Path(o.source).name: o for o in outcomes}
    assert {n for n, o in fate.items() if o.status == "failed"} == {
        "empty.txt", "blank.md", "photo.txt", "noise.txt", "big.txt", "broken.json", "table.xlsx", "dangling.txt",
    }  # fmt: skip
    assert fate["tool.py"].status == "skipped"
    assert "0 字节" in fate["empty.txt"].reason
    assert "图片" in fate["photo.txt"].reason
    assert "1 MB" in fate["big.txt"].reason
    assert "第 1 行" in fate["broken.json"].reason
    assert all(o.reason.endswith("。") for o in outcomes)


def test_missing_path_and_empty_folder_are_errors_of_the_user(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="找不到"):
        read_path(tmp_path / "nothing", max_file_mb=1)
    with pytest.raises(UserError, match="没有文件"):
        read_path(tmp_path, max_file_mb=1)


def test_notes_about_the_folder_are_skipped_but_read_when_named(tmp_path: Path) -> None:
    for name in ("README.md", "README.en.md", "LICENSE", "CHANGELOG.md", "readme.txt"):
        write(tmp_path / name, BODY)
    write(tmp_path / "readmission.md", BODY)
    write(tmp_path / "changes-in-the-valley.md", BODY)
    write(tmp_path / ".hidden" / "x.txt", BODY)
    write(tmp_path / ".draft.txt", BODY)
    articles, outcomes = read(tmp_path)
    assert {Path(a.source or "").name for a in articles} == {"readmission.md", "changes-in-the-valley.md"}
    assert {o.status for o in outcomes} == {"skipped"}
    assert len(outcomes) == 5
    assert read(tmp_path / "README.md")[0][0].text == BODY


def test_source_is_the_same_for_a_file_and_its_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(tmp_path / "x" / "a.txt", BODY)
    monkeypatch.chdir(tmp_path)
    ways = (file, tmp_path, Path("x"), Path("x/a.txt"), Path("x/../x/a.txt"), tmp_path / "x" / ".." / "x")
    ids = {a.id for path in ways for a in read(path)[0]}
    assert len(ids) == 1


def test_json_in_its_shapes(tmp_path: Path) -> None:
    one = {"title": "开工", "text": BODY, "publisher": "丝绸报", "published": "2022-03-04"}
    write(tmp_path / "a.json", json.dumps(one))
    write(
        tmp_path / "b.json",
        json.dumps([one, {"title": "空"}, {"content": "<p>" + BODY + "</p><p>第二段也在这里。</p>"}]),
    )
    write(
        tmp_path / "c.jsonl",
        json.dumps(one, ensure_ascii=False) + "\n{broken\n" + json.dumps({**one, "title": "又一篇"}),
    )
    write(
        tmp_path / "d.json",
        json.dumps({"articles": [one | {"date": "x", "published": None, "发布时间": "2021年5月6日 10:00"}]}),
    )
    write(tmp_path / "e.json", "[1, 2]")
    articles, outcomes = read(tmp_path)
    assert [(Path(a.source or "").name, a.title) for a in articles] == [
        ("a.json", "开工"), ("b.json#1", "开工"), ("b.json#3", articles[2].title), ("c.jsonl#1", "开工"),
        ("c.jsonl#3", "又一篇"), ("d.json", "开工"),
    ]  # fmt: skip
    assert articles[0].publisher == "丝绸报"
    assert (articles[0].published, articles[0].published_basis) == (date(2022, 3, 4), "given")
    assert articles[2].text == BODY + "\n\n第二段也在这里。"
    assert articles[5].published == date(2021, 5, 6)
    assert [Path(o.source).name for o in outcomes] == ["b.json#2", "c.jsonl#2", "e.json"]


def test_yaml_head(tmp_path: Path) -> None:
    head = "---\ntitle: '春天: 开工'\nauthor: 丝绸报\ndate: Invalid Date\ntags:\n - a\n - b\n---\n"
    article = read(write(tmp_path / "a.md", "\n" + head + BODY))[0][0]
    assert (article.title, article.publisher, article.published) == ("春天: 开工", "丝绸报", None)
    assert article.text == BODY
    loose = "---\ntitle: 春天: 开工\ndate: 2022-03-04 08:00\n---\n" + BODY
    article = read(write(tmp_path / "b.md", loose))[0][0]
    assert (article.title, article.published) == ("春天: 开工", date(2022, 3, 4))
    inferred = "---\ntitle: 开工\npublished: 2022-03-04\npublished_basis: 'inferred: 三月四日'\n---\n" + BODY
    assert read(write(tmp_path / "c.md", inferred))[0][0].published_basis == "inferred: 三月四日"


def test_progress_counts_files(tmp_path: Path) -> None:
    for name in "abc":
        write(tmp_path / f"{name}.txt", BODY)
    steps: list[Progress] = []
    list(read_path(tmp_path, max_file_mb=1, progress=steps.append))
    assert [(s.stage, s.done, s.total) for s in steps] == [("read", i, 3) for i in range(4)]


def test_word_and_pdf_files(tmp_path: Path) -> None:
    docx = pytest.importorskip("docx")
    pytest.importorskip("pypdf")
    document = docx.Document()
    document.add_heading("丝绸厂开工", 0)
    document.add_paragraph(BODY)
    table = document.add_table(2, 2)
    for i, text in enumerate(("年份", "产量", "2022", "四百米")):
        table.cell(i // 2, i % 2).text = text
    document.save(str(tmp_path / "a.docx"))
    write(tmp_path / "b.pdf", b"%PDF-1.4 broken")
    articles, outcomes = read(tmp_path)
    assert articles[0].title == "丝绸厂开工"
    assert articles[0].text == BODY + "\n\n年份：2022；产量：四百米"
    assert [(Path(o.source).name, o.status) for o in outcomes] == [("b.pdf", "failed")]
