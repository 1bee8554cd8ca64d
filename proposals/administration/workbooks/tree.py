"""The units of a workbook together: the tree that they would make, and names that two of them would have."""

from collections.abc import Sequence

from proposals.administration.workbooks.checks import Planned, Wrong
from proposals.models import Unit


def refuse_wrong_trees(planned: Sequence[Planned]) -> None:
    """The tree has two floors and no circle, counted with what the other rows of the file say; what would hang under
    a row that is wrong is wrong with it."""
    by_name = {
        name: one for one in planned for name in (one.cells.get("全称", ""), one.cells.get("简称", "")) if name
    }
    by_pk = {one.row.pk: one for one in planned if one.row}

    def above(one: Planned) -> Planned | Unit | None:
        said = one.facts.get("parent") or (one.row.parent if one.row else None)
        return by_name.get(said) if isinstance(said, str) else by_pk.get(said.pk, said) if said else None

    for one in planned:
        parent = above(one) if "parent" in one.facts else None
        if parent is None or any(each.column == "上级单位" for each in one.wrong):
            continue
        name = one.cells["上级单位"]
        highest = above(parent) if isinstance(parent, Planned) else parent.parent
        if parent is one:
            one.wrong.append(Wrong("上级单位", f"“{name}”不能挂在自己下面。"))
        elif highest is not None:
            called = highest.cells.get("简称") or highest.row if isinstance(highest, Planned) else highest
            one.wrong.append(Wrong("上级单位", f"“{name}”自己挂在“{called}”下面，下面不能再挂单位。"))
    for one in planned:
        parent = above(one) if "parent" in one.facts and not one.wrong else None
        if isinstance(parent, Planned) and parent.wrong and parent.row is None:
            one.wrong.append(
                Wrong("上级单位", f"上级单位“{one.cells['上级单位']}”在第{parent.number}行，要先改好那一行。")
            )


def refuse_shared_names(planned: Sequence[Planned]) -> None:
    """A full name or an alias belongs to one unit: not to two rows either."""
    claims: dict[str, list[tuple[Planned, str]]] = {}
    for one in planned:
        said = [("全称", one.cells.get("全称", "")), *(("别名", name) for name in one.aliases or ())]
        if short := one.cells.get("简称"):
            claims.setdefault(short, []).append((one, "简称"))
        for column, name in said:
            if name and name != short:
                claims.setdefault(name, []).append((one, column))
    for name, found in claims.items():
        numbers = "、".join(str(one.number) for one, _ in found)
        for one, column in found if len(found) > 1 else ():
            if column != "简称" and not any(each.column == "简称" for each in one.wrong):
                one.wrong.append(Wrong(column, f"“{name}”在第{numbers}行里都有，只能是一个单位的。"))
