"""The conventions that ARCHITECTURE.md states: imports point down, each heavy library has one home, nothing heavy loads early."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.english import CHINESE

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "clauses"
MODULES = sorted(PACKAGE.rglob("*.py"))

# A module may import modules of the rows above its own, and of its own package.
ROWS = (
    {"model", "version"},
    {"errors"},
    {"numerals", "kept", "script", "saved", "signs"},
    {"ingest", "embed", "nlp", "diff", "markup"},
    {"structure", "library", "breaths"},
    {"classify", "terms"},
    {"match", "sides", "figures", "holding", "deadline", "buyer", "advance", "agreed", "editions", "wording"},
    {"checks", "derived", "exposure", "scanned", "notes", "renewed"},
    {"score", "register", "standing", "overview"},
    {"rules"},
    {"review"},
    {"batch", "beside", "store", "redline", "rounds", "outdated", "conditions"},
    {"standard", "report", "explain", "trial"},
    {"cli", "ui"},
    {"__init__", "__main__"},
)
# Within ingest: what every format shares first, then the families, of which none imports another (pages of a PDF that are pictures excepted), then who chooses.
FORMATS = (
    {"compound", "content", "numberformats", "processes", "revisions"},
    {"clock", "pages", "unpacking", "writing"},
    {"breaks", "kinds"},
    {"text"},
    {"scan", "web", "word"},
    {"mail", "pdf"},
    {"archives", "readers"},
    {"apart"},
    {"__init__"},
)
HOMES = {
    "streamlit": {"ui"}, "pandas": {"report.tables", "ui"}, "spacy": {"nlp"}, "sklearn": {"classify"}, "sentence_transformers": {"embed"}, "torch": set(), "diff_match_patch": {"diff"},
    "docx": set(), "lxml": {"ingest.word.package", "ingest.web.html", "redline.xml"}, "pypdfium2": {"ingest.pdf"}, "pdfplumber": {"ingest.pdf.ruled"}, "typer": {"cli"}, "tokenizers": {"embed"}, "rich": {"report.terminal", "cli"},
    "opencc": {"script"}, "xlsxwriter": {"report.excel"}, "openpyxl": set(), "icalendar": {"report.calendar"}, "weasyprint": {"report.pdf"}, "sqlalchemy": {"store"},
    "rapidocr": {"ingest.scan.recognition"}, "onnxruntime": {"ingest.scan.recognition"}, "cv2": {"ingest.scan"}, "PIL": {"ingest.scan.pictures"},
}


def name_of(path: Path) -> str:
    parts = path.relative_to(PACKAGE).with_suffix("").parts
    return ".".join(part for part in parts if part != "__init__") or "__init__"


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            found |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "clauses" else {node.module}
    return found


def row_of(module: str, rows: tuple[set[str], ...] = ROWS) -> int:
    return next(i for i, row in enumerate(rows) if module in row)


def taken_from_ingest(path: Path) -> set[str]:
    """The modules and packages of ingest that this one of them imports."""
    nodes = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    names = {f"{node.module}.{alias.name}" for node in nodes for alias in node.names if f"{node.module}.".startswith("clauses.ingest.")}
    return {name.split(".")[2] for name in names if any(name.split(".")[2] in row for row in FORMATS)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = name_of(path).split(".")[0]
    for name in imports(path):
        if name.startswith("clauses."):
            other = name.split(".")[1]
            assert other == own or row_of(other) < row_of(own), f"{name_of(path)} imports {name}"


@pytest.mark.parametrize("path", [path for path in MODULES if path.is_relative_to(PACKAGE / "ingest")], ids=name_of)
def test_families_of_formats_do_not_import_one_another(path: Path) -> None:
    own = path.relative_to(PACKAGE / "ingest").with_suffix("").parts[0]
    for other in taken_from_ingest(path) - {own}:
        assert row_of(other, FORMATS) < row_of(own, FORMATS), f"{name_of(path)} imports {other}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_each_library_has_one_home(path: Path) -> None:
    own = name_of(path)
    for name in imports(path):
        homes = HOMES.get(name.split(".")[0])
        assert homes is None or any(own == home or own.startswith(home + ".") for home in homes), f"{own} imports {name}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_file_fits_in_the_head(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 420


def test_the_pages_memory_has_one_home() -> None:
    """What a session or the server remembers is touched by `ui.state` and, for their pages, `ui.numbers_state` and `ui.edition_state` alone."""
    words = {"session_state", "cache_resource", "cache_data", "query_params"}
    touching = {name_of(path) for path in MODULES if any(isinstance(n, ast.Attribute) and n.attr in words for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))}
    assert {name.removeprefix("ui.") for name in touching} <= {"state.choices", "state.contracts", "state.desk", "numbers_state", "edition_state"}


def test_a_page_is_drawn_without_what_only_a_review_needs() -> None:
    """The first page waits for no encoder, classifier or table: they are loaded when a file comes, or beside the reader."""
    code = "import sys, app, clauses.ui.review_page; print(','.join(m for m in ('pandas', 'numpy', 'scipy', 'spacy', 'pyarrow', 'clauses.review', 'clauses.match', 'clauses.redline', 'lxml') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == ""


def said_in_english(node: ast.expr) -> str:
    """The words that stand in the program itself, without what is filled in from elsewhere and what they quote."""
    return re.sub("“[^“”]*”", "", "".join(part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)))


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_what_is_said_is_said_in_both_languages(path: Path) -> None:
    """mypy sees that refusals and problems are given both; here, that the second is English and that no problem goes round it."""
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    for call in calls:
        if getattr(call.func, "id", "") == "Said":
            assert not CHINESE.search(said_in_english(call.args[1]).replace("甲方", "").replace("乙方", "")), ast.unparse(call)
    if name_of(path) not in ("model.document", "ingest.scan.readings"):  # the latter reads back what was kept
        assert not [ast.unparse(call) for call in calls if getattr(call.func, "id", "") == "Problem"]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_only_the_command_line_prints(path: Path) -> None:
    calls = [n for n in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.func.id == "print"]
    assert not calls or name_of(path).split(".")[0] == "cli"


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = "import sys, clauses; print(','.join(m for m in ('torch', 'spacy', 'pandas', 'sklearn', 'streamlit', 'sentence_transformers', 'docx', 'pypdfium2', 'opencc', 'xlsxwriter', 'icalendar', 'weasyprint', 'sqlalchemy') if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == ""


def test_the_public_names_are_ten_at_most() -> None:
    import clauses

    assert len(clauses.__all__) <= 10


def test_no_contract_reaches_the_network() -> None:
    """The only module that may open a connection is none: no HTTP library is imported anywhere in the package."""
    for path in MODULES:
        assert not {n.split(".")[0] for n in imports(path)} & {"requests", "httpx", "urllib3", "socket", "http", "huggingface_hub"}, path


def test_the_version_is_said_once() -> None:
    import tomllib

    from clauses.version import VERSION

    assert tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"] == VERSION
