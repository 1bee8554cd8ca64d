"""The house in figures, from its own syntax: `python -m bench.house [FOLDER]`, for this checkout or an older one.

What it counts is what a stranger meets: how many files stand side by side, whether imports turn in circles, whether
a name says what it does and stands in one place only, how long the longest file is. The bounds stand in
tests/house/test_house.py.
"""

import ast
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

APPS = ("proposals", "replies")
ROOT = Path(__file__).resolve().parents[1]


@dataclass
class House:
    """The modules of both apps (migrations aside): their syntax trees, and which imports which."""

    root: Path
    trees: dict[str, ast.Module] = field(default_factory=dict)
    paths: dict[str, Path] = field(default_factory=dict)
    imports: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    @classmethod
    def read(cls, root: Path = ROOT) -> "House":
        listed = subprocess.run(  # noqa: S603
            ["git", "ls-files", "--cached", "--others", "--exclude-standard", *APPS],  # noqa: S607
            cwd=root,
            capture_output=True,
            text=True,
            check=True,
        )
        house = cls(root)
        for path in sorted(Path(name) for name in listed.stdout.split() if name.endswith(".py")):
            if "migrations" not in path.parts and (root / path).exists():
                module = ".".join(path.with_suffix("").parts).removesuffix(".__init__")
                house.paths[module] = path
                house.trees[module] = ast.parse((root / path).read_text(encoding="utf-8"))
        for module in house.trees:
            house.imports[module] = set(house._imported_by(module))
        return house

    def _imported_by(self, module: str) -> Iterator[str]:
        tree = self.trees[module]
        for_readers = {  # imports under TYPE_CHECKING
            inner
            for node in ast.walk(tree)
            if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if node in for_readers:
                continue
            if isinstance(node, ast.ImportFrom) and node.module and not node.level:
                for alias in node.names:
                    found = self._module(f"{node.module}.{alias.name}") or self._module(node.module)
                    if found and found != module:
                        yield found
            elif isinstance(node, ast.Import):
                yield from (alias.name for alias in node.names if alias.name in self.trees)

    def _module(self, name: str) -> str | None:
        return name if name in self.trees else None

    # ---- folders and circles ----

    def side_by_side(self) -> Counter[Path]:
        """How many modules stand in each folder."""
        return Counter(path.parent for path in self.paths.values() if path.name != "__init__.py")

    def package_of(self, module: str) -> str:
        """The capability a module belongs to: proposals.cases, replies.letter; a module outside them is its own."""
        return ".".join(module.split(".")[:2])

    def package_imports(self) -> dict[str, set[str]]:
        arrows: dict[str, set[str]] = defaultdict(set)
        for module, found in self.imports.items():
            here = self.package_of(module)
            arrows[here] |= {self.package_of(other) for other in found} - {here}
        return arrows

    # ---- names ----

    def public_names(self) -> Counter[str]:
        """In how many files each public function or class is defined."""
        return Counter(
            name
            for tree in self.trees.values()
            for name in {
                node.name
                for node in tree.body
                if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
            }
        )

    def public_functions(self) -> list[str]:
        """Those of modules that are no views and no template tags."""
        return [
            node.name
            for module, tree in self.trees.items()
            if "views" not in module.rsplit(".", 1)[-1] and not {"views", "templatetags"} & set(module.split("."))
            for node in tree.body
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        ]

    def gerunds(self) -> list[str]:
        return [module for module in self.trees if module.endswith("ing")]

    def lines_that_spell_replies(self) -> list[str]:
        """Lines of proposals that name the other app."""
        return [
            f"{path}:{number}"
            for module, path in self.paths.items()
            if module.split(".")[0] == "proposals"
            for number, line in enumerate((self.root / path).read_text(encoding="utf-8").splitlines(), 1)
            if "replies" in line
        ]

    def longest(self) -> tuple[int, Path]:
        return max(
            (len((self.root / path).read_text(encoding="utf-8").splitlines()), path) for path in self.paths.values()
        )


def circle_in(arrows: dict[str, set[str]]) -> list[str]:
    """One circle of the arrows, or nothing."""
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def share(part: int, whole: int) -> str:
    return f"{part} of {whole} ({part / max(1, whole):.1%})"


def main() -> None:
    house = House.read(Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else ROOT)
    folder, widest = house.side_by_side().most_common(1)[0]
    functions, names = house.public_functions(), house.public_names()
    length, path = house.longest()
    arrows = house.package_imports()
    rows = {
        "modules": str(len(house.trees)),
        "modules side by side, at most": f"{widest} ({folder})",
        "a circle of files": " → ".join(circle_in(house.imports)) or "none",
        "a circle of packages": " → ".join(circle_in(arrows)) or "none",
        "arrows between packages": str(sum(map(len, arrows.values()))),
        "public functions named by one word": share(sum("_" not in name for name in functions), len(functions)),
        "public names in more than one file": share(sum(count > 1 for count in names.values()), len(names)),
        "modules named by -ing": f"{len(house.gerunds())} ({', '.join(house.gerunds())})",
        "lines of proposals that spell replies": str(len(house.lines_that_spell_replies())),
        "longest file": f"{length} lines ({path})",
    }
    for label, value in rows.items():
        print(f"{label:40} {value}")


if __name__ == "__main__":
    main()
