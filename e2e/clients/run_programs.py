"""Runs programs one after the other, as `python file` would, but imports the client only once: that takes seconds."""

import contextlib
import io
import json
import os
import sys
import traceback

results = sys.stdout
environment = dict(os.environ)
for line in sys.stdin:
    case = json.loads(line)
    os.environ.clear()
    os.environ.update({**environment, **case["env"]})
    printed = io.StringIO()
    error = None
    try:
        with open(case["file"], encoding="utf-8", newline="") as file:
            program = compile(file.read(), case["file"], "exec")
        with contextlib.redirect_stdout(printed):
            exec(program, {"__name__": "__main__"})
    except Exception:
        error = traceback.format_exc(limit=-4)
    print(json.dumps({"printed": printed.getvalue(), "error": error}), file=results, flush=True)
