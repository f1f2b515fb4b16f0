"""What is installed is asked once, and again as soon as anything installed changes."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from anwei.engine.documents import cache
from anwei.engine.plugins import discovery
from anwei.engine.plugins.discovery import Installed, installed

FIRST = Installed("sensors", "sensors.plugin", "acme-sensors", "1.0")


def install(site: Path, plugin: Installed) -> Path:
    """The metadata of a distribution that declares a plugin."""
    info = site / f"{plugin.distribution.replace('-', '_')}-{plugin.version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {plugin.distribution}\nVersion: {plugin.version}\n")
    (info / "entry_points.txt").write_text(f"[anwei.plugins]\n{plugin.name} = {plugin.target}\n")
    return info


@pytest.fixture()
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the import path, and an empty cache."""
    folder = tmp_path / "site"
    folder.mkdir()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])
    return folder


def test_ours_are_found_with_their_distribution() -> None:
    assert {(p.name, p.distribution) for p in installed()} >= {("hazchem", "anwei"), ("drills", "anwei")}


def test_what_is_known_is_not_asked_again(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(site, FIRST)
    assert FIRST in installed()
    monkeypatch.setattr(discovery, "_asked", lambda: pytest.fail("asked again"))
    assert FIRST in installed()


def test_installing_renaming_and_removing_are_seen(site: Path) -> None:
    assert FIRST not in installed()
    info = install(site, FIRST)
    assert FIRST in installed()
    (info / "entry_points.txt").write_text("[anwei.plugins]\nmeters = sensors.other\n")  # as a developing install does
    assert Installed("meters", "sensors.other", "acme-sensors", "1.0") in installed()
    assert FIRST not in installed()
    shutil.rmtree(info)
    assert "acme-sensors" not in {p.distribution for p in installed()}


def test_a_damaged_cache_is_asked_again(site: Path) -> None:
    install(site, FIRST)
    installed()
    (kept,) = cache.cache_folder().iterdir()
    kept.write_bytes(b"\xc1")
    assert FIRST in installed()
