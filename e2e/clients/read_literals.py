"""Reads generated Python with Python's own parser; JSON lines in, one JSON line of what differs out."""

import ast
import json
import sys


def same(one, other):
    """Equal, and of equal types all the way down: to Python 1, 1.0 and True are the same."""
    if isinstance(one, float) or isinstance(other, float):
        return type(one) in (int, float) and type(other) in (int, float) and one == other
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return one == other


def arguments_of(program):
    """The keyword arguments of the call whose answer is printed."""
    for node in ast.walk(ast.parse(program)):
        if isinstance(node, ast.Assign) and node.targets[0].id == "answer":
            return {keyword.arg: ast.literal_eval(keyword.value) for keyword in node.value.keywords}
    raise ValueError("no call")


differing = []
for line in sys.stdin:
    case = json.loads(line)
    try:
        read = ast.literal_eval(case["source"]) if case["kind"] == "literal" else arguments_of(case["source"])
        if case["kind"] == "openai":
            read.update(read.pop("extra_body", {}))
        ok = same(read, case["wanted"]) if case["kind"] == "literal" else read == case["wanted"]
        if not ok:
            differing.append({**case, "read": repr(read)})
    except Exception as error:
        differing.append({**case, "read": repr(error)})
print(json.dumps(differing[:3]))
