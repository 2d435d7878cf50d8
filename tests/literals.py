"""An expression of Python in; all strings that it can be, as far as they stand in plain sight, out."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping


def literals(node: ast.expr, parents: Mapping[ast.AST, ast.AST], names: bool = True) -> frozenset[str] | None:
    """Return all strings that an expression can be, None where it could be anything."""
    match node:
        case ast.Constant(value=str(literal)):
            return frozenset({literal})
        case ast.IfExp():
            return _either(literals(one, parents, names) for one in (node.body, node.orelse))
        case ast.Call(func=ast.Name(id="next"), args=[ast.GeneratorExp() as found, default]):
            loop = _drawn(found.elt, found.generators[0], parents) if isinstance(found.elt, ast.Name) else None
            return _either((loop, literals(default, parents, names)))
        case ast.Name() if names:
            return _bound(node, parents)
    return None


def _either(all_of: Iterable[frozenset[str] | None]) -> frozenset[str] | None:
    """Join what an expression can be in each case; None and nothing at all are anything."""
    found: frozenset[str] = frozenset()
    for one in all_of:
        if one is None:
            return None
        found |= one
    return found or None


def _bound(name: ast.Name, parents: Mapping[ast.AST, ast.AST]) -> frozenset[str] | None:
    """Return all strings that the function around a name binds it to, None where it does so by other means."""
    scope: ast.AST = name
    while scope in parents and not isinstance(scope, ast.FunctionDef):
        scope = parents[scope]
    inside = list(ast.walk(scope))
    if any(isinstance(node, ast.arg) and node.arg == name.id for node in inside):
        return None
    own = (node for node in inside if isinstance(node, ast.Name) and node.id == name.id)
    return _either(_binding(node, parents) for node in own if isinstance(node.ctx, ast.Store))


def _binding(name: ast.Name, parents: Mapping[ast.AST, ast.AST]) -> frozenset[str] | None:
    around = parents[name]
    if isinstance(around, ast.Assign | ast.AnnAssign | ast.NamedExpr) and around.value is not None:
        return literals(around.value, parents, names=False)
    loop = parents[around] if isinstance(around, ast.Tuple) else around
    return _drawn(name, loop, parents) if isinstance(loop, ast.For | ast.comprehension) else None


def _drawn(
    name: ast.Name, loop: ast.For | ast.comprehension, parents: Mapping[ast.AST, ast.AST]
) -> frozenset[str] | None:
    """Return all strings that a loop over one of the module's own tables can give a name."""
    columns = loop.target.elts if isinstance(loop.target, ast.Tuple) else [loop.target]
    column = next((index for index, one in enumerate(columns) if isinstance(one, ast.Name) and one.id == name.id), None)
    if column is None:
        return None
    rows = [row.elts if isinstance(row, ast.Tuple) else [row] for row in _rows(loop.iter, parents)]
    return _either(literals(row[column], parents, names=False) if len(row) == len(columns) else None for row in rows)


def _rows(node: ast.expr, parents: Mapping[ast.AST, ast.AST]) -> list[ast.expr]:
    """Return the rows of a table that a loop names, a pair for each item of a dictionary; none for anything else."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Name(id=table), attr="items"), args=[]):
            kept = _constant(table, node, parents)
            pairs = zip(kept.keys, kept.values, strict=True) if isinstance(kept, ast.Dict) else ()
            return [ast.Tuple([key, value]) for key, value in pairs if key is not None]
        case ast.Name(id=table):
            kept = _constant(table, node, parents)
            return kept.elts if isinstance(kept, ast.Tuple | ast.List) else []
    return []


def _constant(name: str, node: ast.AST, parents: Mapping[ast.AST, ast.AST]) -> ast.expr | None:
    """Return what a name is bound to at the head of the module, None where it is not, or twice."""
    while node in parents:
        node = parents[node]
    body = node.body if isinstance(node, ast.Module) else []
    found = [one.value for one in body if isinstance(one, ast.Assign) and ast.unparse(one.targets[0]) == name]
    return found[0] if len(found) == 1 else None
