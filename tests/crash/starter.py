"""Start the command line in processes of their own that stand still until somebody is ready.

All modules are loaded once; each start is a fork, so a process takes milliseconds to come up, and
whoever wants to trace it sees the command alone, not the imports. A start is one line of JSON on
stdin, with `arguments`, `folder`, `environment`, and the files for `out` and `err`. Two lines come
back: the number of the stopped process, and its exit code (negative: the signal that ended it).
"""

import ctypes
import importlib
import json
import os
import pkgutil
import signal
import sys
from contextlib import suppress
from typing import Any, NoReturn

import listwright
from listwright.cli.main import run

_PR_SET_PTRACER = 0x59616D61
_ANYBODY = ctypes.c_ulong(-1)


def load() -> None:
    """Import every module of the product."""
    for module in pkgutil.walk_packages(listwright.__path__, "listwright."):
        importlib.import_module(module.name)


def _become(start: dict[str, Any]) -> NoReturn:
    """Be a process that was started as the line says; never returns."""
    code = 70
    try:
        os.setsid()
        os.chdir(start["folder"])
        os.environ.clear()
        os.environ.update(start["environment"])
        for number, path in enumerate((os.devnull, start["out"], start["err"])):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC
            os.dup2(os.open(path, flags, 0o600), number)
        sys.argv = ["listwright", *start["arguments"]]
        # Linux with Yama lets only a parent trace, unless the process allows more.
        ctypes.CDLL(None).prctl(_PR_SET_PTRACER, _ANYBODY, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        run()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        with suppress(Exception):
            sys.stdout.flush()
        os._exit(code)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


def serve() -> None:
    """Start one process after the other until stdin ends."""
    load()
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            _become(json.loads(line))
        os.waitpid(child, os.WUNTRACED)
        _say(child)
        _, status = os.waitpid(child, 0)
        _say(os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    serve()
