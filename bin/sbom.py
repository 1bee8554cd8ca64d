"""Writes what the program is made of (SBOM, CycloneDX 1.6) from the lock file and what is installed from it.

    .venv/bin/python bin/sbom.py [FILE]      out/sbom.cdx.json

Each component has its version, its purl, the SHA-256 of every file the lock allows, its licence, and what it needs.
No network is asked. What Debian brings (Pango, PostgreSQL, nginx) is Debian's own list: `dpkg-query -W`.
"""

import json
import re
import sys
import uuid
from importlib import metadata
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import tomllib  # noqa: E402

from bin.check_lock import canonical, read_lock  # noqa: E402

NAMED = {  # by what the classifiers of PyPI call them
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "GNU Library or Lesser General Public License (LGPL)": "LGPL-3.0-or-later",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "GNU Lesser General Public License v2 or later (LGPLv2+)": "LGPL-2.0-or-later",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "Mozilla Public License 1.1 (MPL 1.1)": "MPL-1.1",
    "ISC License (ISCL)": "ISC",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}


def licence_of(found: metadata.Distribution) -> str:
    """The licence as an expression, or as the package calls it."""
    said = found.metadata
    if expression := said.get("License-Expression"):
        return str(expression)
    classifiers = [
        row.rpartition(":: ")[2] for row in said.get_all("Classifier") or () if row.startswith("License ::")
    ]
    if known := sorted({NAMED[name] for name in classifiers if name in NAMED}):
        return " OR ".join(known)
    if called := (said.get("License") or "").strip().partition("\n")[0][:80]:
        return called
    texts = [str(found.locate_file(file)) for file in found.files or () if Path(file).name.startswith("LICENSE")]
    is_mit = any("Permission is hereby granted, free of charge" in Path(text).read_text("utf-8") for text in texts)
    return "MIT" if is_mit else ""


def needs_of(found: metadata.Distribution, known: set[str]) -> list[str]:
    """What it needs here, of what the lock pins."""
    asked = [Requirement(row) for row in found.requires or ()]
    here = [row.name for row in asked if row.marker is None or row.marker.evaluate({"extra": ""})]
    return sorted({canonical(name) for name in here} & known)


def make_sbom() -> dict[str, Any]:
    """The whole document."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    pins = read_lock(ROOT / "requirements.lock")
    there = {canonical(one.name): one for one in metadata.distributions()}
    pins = {name: pin for name, pin in pins.items() if name in there}  # others are for other systems
    ref = {name: f"pkg:pypi/{name}@{pin.version}" for name, pin in pins.items()}
    components = []
    for name, pin in sorted(pins.items()):
        licence = licence_of(there[name])
        is_id = re.fullmatch(r"[A-Za-z0-9.+-]+", licence)
        said = (
            {"license": {"id": licence}} if is_id and licence in IDS else {"license": {"name": licence or "unknown"}}
        )
        if re.search(r" (AND|OR|WITH) ", licence):
            said = {"expression": licence}
        hashes = [{"alg": "SHA-256", "content": one} for one in sorted(pin.hashes)]
        components.append(
            {
                "type": "library",
                "bom-ref": ref[name],
                "name": name,
                "version": pin.version,
                "purl": ref[name],
                "licenses": [said],
                "externalReferences": [{"type": "distribution", "url": ref[name], "hashes": hashes}],
            }
        )
    direct = {canonical(Requirement(row).name) for row in project["dependencies"]}
    own = f"banli@{project['version']}"
    graph = [{"ref": own, "dependsOn": [ref[name] for name in sorted(direct & pins.keys())]}]
    graph += [
        {"ref": ref[name], "dependsOn": [ref[one] for one in needs_of(there[name], set(pins))]} for name in pins
    ]
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_OID, text)}",  # the same lock, the same document
        "version": 1,
        "metadata": {
            "component": {"type": "application", "bom-ref": own, "name": "banli", "version": project["version"]}
        },
        "components": components,
        "dependencies": sorted(graph, key=lambda row: str(row["ref"])),
    }


IDS = {*NAMED.values(), "MIT-CMU", "BSD-2-Clause", "PSF-2.0", "LGPL-3.0-only", "Zlib", "0BSD", "MIT-0"}

if __name__ == "__main__":
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "out/sbom.cdx.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    made = make_sbom()
    path.write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    print(f"{path}：{len(made['components'])} components")
