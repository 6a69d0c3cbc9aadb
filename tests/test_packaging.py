"""What set-up and releases rely on: the lock files, the five commands, the notices, the build."""

from __future__ import annotations

import ast
import re
import tomllib

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from app.__main__ import parser
from installer import contents, notices, smoke
from installer.locks import DEVELOPMENT, ROOT, RUNTIME, SERVER, locked

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")
TARGETS = set(re.findall(r"^([a-z]+):", MAKEFILE, re.MULTILINE))


def requirements(group: str) -> list[Requirement]:
    """The dependencies the project declares, of the program or of its developers."""
    declared = {
        "runtime": PROJECT["project"]["dependencies"],
        "server": PROJECT["project"]["optional-dependencies"]["server"],
        "dev": PROJECT["dependency-groups"]["dev"],
    }
    return [Requirement(line) for line in declared[group]]


@pytest.mark.parametrize("lock", [RUNTIME, SERVER, DEVELOPMENT], ids=lambda lock: lock.name)
def test_a_lock_file_names_no_place_to_fetch_from(lock):
    """Where libraries come from is the machine's own setting."""
    for line in lock.read_text("utf-8").splitlines():
        assert not re.search(r"://|--(extra-)?index-url|--find-links|--trusted-host", line), line


@pytest.mark.parametrize("lock", [RUNTIME, SERVER, DEVELOPMENT], ids=lambda lock: lock.name)
def test_every_locked_release_carries_its_hashes(lock):
    entries = re.split(r"\n(?=[a-z0-9])", lock.read_text("utf-8"))[1:]
    assert len(entries) == len(locked(lock))
    for entry in entries:
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize(
    ("group", "lock"), [("runtime", RUNTIME), ("server", SERVER), ("dev", DEVELOPMENT)]
)
def test_every_declared_dependency_is_locked_within_its_bounds(group, lock):
    releases = locked(lock)
    for requirement in requirements(group):
        name = canonicalize_name(requirement.name)
        assert name in releases, name
        assert requirement.specifier.contains(releases[name]), requirement


def test_tests_run_with_the_very_releases_the_program_ships():
    assert locked(RUNTIME).items() <= locked(SERVER).items() <= locked(DEVELOPMENT).items()


def test_qt_is_the_one_release_that_the_chinese_input_plugin_fits():
    """Another Qt would not load the input plugin of UOS and Kylin (F76)."""
    assert {locked(RUNTIME)[name] for name in ("pyside6-essentials", "pyside6-addons")} == {"6.8.2"}


def test_the_five_commands_exist():
    assert {"run", "test", "lint", "bench", "build"} <= TARGETS


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_a_readme_names_only_commands_that_exist(readme):
    text = (ROOT / readme).read_text("utf-8")
    made = re.findall(r"\bmake ([a-z]+)", text)
    assert made[:2] == ["run", "test"]
    assert set(made) <= TARGETS
    for line in re.findall(r"python -m app\b[^\n`]*", text):
        words = line.split("#")[0].split()[3:]
        parser().parse_args([word for word in words if word])


def test_the_notices_name_every_library_release_and_licence():
    text = notices.NOTICES.read_text("utf-8")
    assert notices.with_tables(text) == text, "run make notices"


def test_every_library_the_program_carries_brings_its_licence_text():
    """Qt's wheels bring none; the texts of the LGPL lie in installer/licences."""
    without = {name for name in locked(RUNTIME) if not notices.licence_texts(name)}
    assert without == {"pyside6-essentials", "pyside6-addons", "shiboken6"}
    assert (ROOT / "installer/licences/LGPL-3.0.txt").exists()


def test_a_build_takes_along_revisions_resources_and_licences():
    places = {f"{target}/{source.rsplit('/', 1)[-1]}" for source, target in contents.data()}
    for revision in (ROOT / "app/models/migrations/versions").glob("*.py"):
        assert f"app/models/migrations/versions/{revision.name}" in places
    assert "resources/samples/helan.json" in places
    assert "./LICENSE" in places
    assert "licences/reportlab/LICENSE" in places


def test_a_library_goes_when_all_that_need_it_are_left_out():
    binaries = [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", "/xcb", "BINARY"),
        ("PySide6/Qt/plugins/platformthemes/libqgtk3.so", "/gtk", "BINARY"),
        ("libcairo.so.2", "/cairo", "BINARY"),
        ("libX11.so.6", "/x11", "BINARY"),
        ("libXau.so.6", "/xau", "BINARY"),
    ]
    links = {
        "/xcb": ["libX11.so.6", "libc.so.6"],
        "/x11": ["libXau.so.6"],
        "/gtk": ["libcairo.so.2", "libX11.so.6"],
    }
    kept = contents.reachable(binaries, lambda file: links.get(file, []))
    assert {place for place, _, _ in kept} == {
        "PySide6/Qt/plugins/platforms/libqxcb.so",
        "libX11.so.6",
        "libXau.so.6",
    }


def test_of_qts_own_words_only_the_chinese_ones_travel():
    assert contents.wanted("PySide6/Qt/translations/qtbase_zh_CN.qm")
    assert not contents.wanted("PySide6/Qt/translations/qtbase_de.qm")


def test_a_build_whose_demo_wrote_nothing_or_rubbish_does_not_pass(tmp_path):
    assert len(smoke.missing(tmp_path)) == len(smoke.PROMISED)
    (tmp_path / "county.xlsx").write_bytes(b"no workbook")
    assert "county.xlsx: empty or of another kind" in smoke.missing(tmp_path)


def imported() -> set[str]:
    """Every module that the program imports, wherever in a file the import stands."""
    found: set[str] = set()
    for path in (ROOT / "app").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def test_nothing_that_the_program_imports_is_left_out_of_a_build():
    """A module imported late would be missed only at an office, on the day it is wanted."""
    left_out = set(contents.NOT_IMPORTED) - {"psycopg"}  # a bureau's server, installed apart
    wanted = {".".join(name.split(".")[:parts]) for name in imported() for parts in (1, 2, 3)}
    assert left_out & wanted == set()
