"""The plan of the house holds: what may import what, read from the source."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "strava"

# From the ground up: a module imports only from rows above its own, or from its own row.
ROWS = (
    {"quota", "errors", "values"},
    {"transport", "oauth", "pagination", "api"},
    {"settings", "models", "migrations", "summary", "sports", "formats", "columns", "log"},
    {"filters", "drawing"},
    {"rebuild", "measures", "matching", "saved_views"},
    {"storage", "usage", "tokens", "credentials"},
    {"athletes", "queries", "totals", "overview", "runs", "ingest", "deletions", "logbook"},
    {"export", "details", "signin"},
    {"sync"},
    {"jobs"},
    {"views", "cli", "compression", "security", "static_files", "serve", "demo", "sample"},
)
ROW_OF = {module: number for number, row in enumerate(ROWS) for module in row}
CORE = ROWS[0] | ROWS[1]
DOORS = {"views", "cli", "compression", "security", "static_files", "serve", "demo"}


def modules() -> list[Path]:
    return sorted(
        path
        for path in PACKAGE.rglob("*.py")
        if "sample" not in path.parts and "migrations" not in path.parts
    )


def module_name(path: Path) -> str:
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


def imports(path: Path) -> set[str]:
    """What a module imports: ours as `.name`, others by their top-level name."""
    depth = len(path.relative_to(PACKAGE).parts)
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            found.add((node.module or "").split(".")[0])
        elif isinstance(node, ast.ImportFrom) and node.level == depth:
            names = [node.module] if node.module else [alias.name for alias in node.names]
            found |= {f".{name.split('.')[0]}" for name in names}
    return found


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_run_one_way(path: Path) -> None:
    name = module_name(path)
    if name == "__init__":
        return
    ours = {other[1:] for other in imports(path) if other.startswith(".")}
    above = {other for other in ours if ROW_OF[other] > ROW_OF[name]}
    assert not above, f"{name} imports {above} from a row below its own"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_the_core_knows_neither_flask_nor_a_database(path: Path) -> None:
    name, found = module_name(path), imports(path)
    if name in CORE:
        assert not found & {"flask", "sqlalchemy", "flask_sqlalchemy", "flask_wtf"}
    if name not in DOORS:
        assert "flask" not in found


def test_the_doors_talk_to_nobody_themselves() -> None:
    for path in modules():
        if module_name(path) in ("views", "cli"):
            assert not imports(path) & {"requests", "urllib3"}, path


def test_the_sample_strava_stands_alone() -> None:
    for path in (PACKAGE / "sample").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                assert node.level < 2, path
                assert not (node.module or "").startswith("strava"), path


def test_every_module_has_a_row() -> None:
    assert {module_name(path) for path in modules()} - {"__init__"} <= set(ROW_OF)


def test_importing_the_package_loads_neither_flask_nor_sqlalchemy() -> None:
    program = "import strava, sys; print(*{'flask', 'sqlalchemy'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ""


def test_templates_hold_no_inline_script_style_or_handler() -> None:
    for template in (ROOT / "templates").rglob("*.html"):
        text = template.read_text(encoding="utf-8")
        for forbidden in (
            "<script>",
            "<style",
            'style="',
            " onclick",
            " onchange",
            " hx-on",
            "|safe",
        ):
            assert forbidden not in text, template


def test_nothing_is_loaded_from_elsewhere() -> None:
    for page in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "css").glob("*")]:
        text = page.read_text(encoding="utf-8")
        for loader in ('src="http', "url(http", "@import", '<link rel="stylesheet" href="http'):
            assert loader not in text, page


def test_vendored_files_come_with_their_version_and_licence() -> None:
    for folder in (ROOT / "static" / "vendor").iterdir():
        assert any(character.isdigit() for character in folder.name), folder
        assert (folder / "LICENSE").is_file(), folder
