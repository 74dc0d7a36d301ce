"""What the scripts of this folder share: one function a check, one line of JSON a result.

A client may print what it likes: results go to the stdout that was there at the start, everything else to stderr.
"""

import json
import os
import re
import sys
import time
import traceback
import urllib.request

context = json.loads(os.environ["CLIENTS_CONTEXT"])
host = context["host"]
token = context["token"]
expected = context["expected"]
system_and_user = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "What is a mixture of experts model?"},
]
# 1 × 1, transparent.
image_url = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42m"
    "NkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
)
weather_tool = {
    "type": "function",
    "function": {
        "name": "get_weather",
        "description": "The weather of a city",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}
city_schema = {
    "type": "object",
    "properties": {"city": {"type": "string"}, "degrees": {"type": "integer"}},
    "required": ["city", "degrees"],
    "additionalProperties": False,
}

_results = sys.stdout
sys.stdout = sys.stderr
_checks = []


def check(name):
    def keep(function):
        _checks.append((name, function))
        return function

    return keep


def run():
    only = os.environ.get("CLIENTS_ONLY")
    for name, function in _checks:
        if only and not re.search(only, name):
            continue
        started = time.monotonic()
        error = None
        try:
            function()
        except Exception:
            error = traceback.format_exc(limit=-6)
        result = {"check": name, "error": error, "seconds": round(time.monotonic() - started, 2)}
        print(json.dumps(result), file=_results, flush=True)


def equal(actual, wanted):
    assert actual == wanted, f"got {actual!r}, wanted {wanted!r}"


def raises(kind, call, *, words=(), seconds=8.0):
    """The error `call` ends in, of this class, with these words, without minutes of repeating."""
    started = time.monotonic()
    try:
        value = call()
    except kind as error:
        took = time.monotonic() - started
        assert took < seconds, f"{type(error).__name__} only after {took:.1f} s"
        for word in words:
            assert word in str(error), f"{word!r} is not in {error!s}"
        return error
    raise AssertionError(f"no {kind} but {value!r}")


def sent_upstream(mark):
    """The last request the simulator got whose body holds this text."""
    with urllib.request.urlopen(f"{context['simulator']}/control/requests") as answer:
        requests = json.load(answer)["requests"]
    found = [request for request in requests if mark in request["body"]]
    assert found, f"nothing with {mark} reached the upstream"
    return json.loads(found[-1]["body"])


def is_unit(vector):
    return abs(sum(value * value for value in vector) ** 0.5 - 1) < 1e-3


def set_environment(**more):
    for name in list(os.environ):
        if name.startswith("DATABRICKS_"):
            del os.environ[name]
    os.environ["DATABRICKS_CONFIG_FILE"] = os.devnull
    os.environ.update(more)
