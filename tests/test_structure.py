"""The layers of the package hold: what may import what, read from the source."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "strava"

# Lowest first. A module imports only from layers below its own, or from its own package.
LAYERS = (
    {
        *("errors", "ages", "coerce", "folding", "units", "sports", "workouts", "polylines"),
        *("xml_text", "log", "memory", "sample"),
    },
    {"env_file", "api", "analysis"},
    {"settings", "private_files"},
    {"lock_files"},
    {"instance"},
    {"db"},
    {"privacy"},
    {"table", "accounts", "backup", "recordings"},
    {"statistics"},
    {"logbook"},
    {"sync"},
    {"archive"},
    {"web", "cli"},
    {"demo", "http_server"},
    {"server"},
)
LAYER_OF = {name: number for number, names in enumerate(LAYERS) for name in names}
DATABASE = {"sqlalchemy", "flask_sqlalchemy", "alembic"}


READS_WHAT_IS_STORED = {
    *("stored_documents", "stored_streams", "document.body", "document.packed"),
    *("route.polyline", "route.cells", "measured.drawing", "page.measured.drawing"),
}
ONLY_COMPUTES = {
    *(f"recordings/{name}.py" for name in ("archived_recordings", "computing", "facts")),
    *(f"recordings/{name}.py" for name in ("reading", "routes")),
    "statistics/checks.py",  # whether there is a recording
    "table/routes.py",  # passes each line on to `privacy.shown`
}


def modules() -> list[Path]:
    return sorted(
        path
        for path in PACKAGE.rglob("*.py")
        if not {"sample", "migrations"} & set(path.relative_to(PACKAGE).parts)
    )


def label(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def component(path: Path) -> str:
    """Return the package or top-level module of `strava` that a file belongs to."""
    return path.relative_to(PACKAGE).with_suffix("").parts[0]


@cache
def imports(path: Path) -> frozenset[str]:
    """Return what a file imports, as absolute dotted names."""
    package = ("strava", *path.relative_to(PACKAGE).parts[:-1])
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            origin = ".".join((*base, *((node.module,) if node.module else ())))
            found |= {f"{origin}.{alias.name}" for alias in node.names}
    return frozenset(found)


def own_imports(path: Path) -> set[str]:
    """Return the dotted names below `strava` that a file imports, without the prefix."""
    return {name.removeprefix("strava.") for name in imports(path) if name.startswith("strava.")}


def libraries(path: Path) -> set[str]:
    """Return the top-level names of the other packages that a file imports."""
    return {name.partition(".")[0] for name in imports(path)} - {"strava"}


def names_in(path: Path) -> set[str]:
    """Return the names that a file uses; those of attributes with what they belong to, too."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found |= {node.attr, ast.unparse(node).lower()}
        elif isinstance(node, ast.alias):
            found.add(node.name)
    return found


def test_every_module_has_a_layer() -> None:
    assert {component(path) for path in modules()} - {"__init__"} <= set(LAYER_OF)


def importing(*names: str, but: tuple[str, ...] = ()) -> set[tuple[str, str]]:
    """Return the modules that import libraries with these names or beginnings, and which.

    The modules of some components are left out.
    """
    return {
        (label(path), library)
        for path in modules()
        if component(path) not in but
        for library in libraries(path)
        if library in names or library.split("_")[0] in names
    }


def test_imports_lead_to_lower_layers_only() -> None:
    wrong = {
        f"{label(path)} imports {other}, which is not below {this}"
        for path in modules()
        if (this := component(path)) != "__init__"
        for other in {name.partition(".")[0] for name in own_imports(path)}
        if other not in (this, "__version__") and LAYER_OF[other] >= LAYER_OF[this]
    }
    assert not wrong


def test_only_the_upper_layers_import_flask() -> None:
    # The models belong to the Flask application and to scripts without one alike.
    models = {("db/models/__init__.py", "flask_sqlalchemy")}
    assert importing("flask", but=("web", "cli", "demo", "server")) <= models


def test_the_api_imports_no_database() -> None:
    assert not {name for name, _ in importing(*DATABASE) if name.startswith("api/")}


def test_only_the_api_and_settings_import_the_http_library() -> None:
    assert not importing("requests", "urllib3", but=("api", "errors", "settings"))


def test_display_imports_only_display_and_no_module_outside_views_imports_views() -> None:
    for path in (PACKAGE / "web").rglob("*.py"):
        inside = {name for name in own_imports(path) if name.startswith("web.")}
        if path.parent.name == "display":
            assert all(name.startswith("web.display.") for name in inside), path
            assert "flask" not in libraries(path), path
        elif path.parent.name != "views":
            assert not any(name.startswith("web.views") for name in inside), path


def test_what_shows_positions_reads_them_without_private_places() -> None:
    """`privacy.shown` reads them. Modules that read what is stored only compute with it."""
    found = {
        label(path)
        for path in modules()
        if component(path) in ("table", "recordings", "statistics", "web", "cli")
        and names_in(path) & READS_WHAT_IS_STORED
    }
    assert found == ONLY_COMPUTES


def test_the_sample_strava_imports_nothing_of_logbook() -> None:
    for path in (PACKAGE / "sample").rglob("*.py"):
        assert all(name.startswith("sample") for name in own_imports(path)), path


def test_each_package_has_a_docstring() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))), path


def loaded_by_importing(module: str) -> set[str]:
    """Return the names of all modules that are loaded after importing one."""
    program = f"import {module}, sys; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_importing_the_package_loads_neither_flask_nor_sqlalchemy() -> None:
    assert not {"flask", "sqlalchemy"} & loaded_by_importing("strava")


def test_importing_the_logbook_loads_nothing_of_the_table() -> None:
    loaded = loaded_by_importing("strava.logbook")
    assert "strava.logbook" in loaded
    assert not [name for name in loaded if name.startswith("strava.table")]


def test_process_that_reads_archives_loads_no_database_and_no_network() -> None:
    loaded = loaded_by_importing("strava.archive.reading")
    assert "strava.archive.formats.fit" in loaded
    assert not {"flask", "sqlalchemy", "requests"} & loaded


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
        ):
            assert forbidden not in text, template


def test_no_template_turns_escaping_off() -> None:
    unescaped = re.compile(r"\|\s*safe\b|\bautoescape\b")
    for template in (ROOT / "templates").rglob("*.html"):
        assert not unescaped.search(template.read_text(encoding="utf-8")), template


def test_nothing_is_loaded_from_elsewhere() -> None:
    for page in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static" / "css").glob("*")]:
        text = page.read_text(encoding="utf-8")
        for loader in ('src="http', "url(http", "@import", '<link rel="stylesheet" href="http'):
            assert loader not in text, page


def test_vendored_files_come_with_their_version_and_license() -> None:
    for folder in (ROOT / "static" / "vendor").iterdir():
        assert any(character.isdigit() for character in folder.name), folder
        assert (folder / "LICENSE").is_file(), folder
