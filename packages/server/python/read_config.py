"""Prints what Jupyter configuration files written in Python set: a JSON array, one object a file.

Each object has either `config` (class, then trait) or `error` and `line`. Exit code 3: traitlets is not installed.
"""
import json
import os
import sys
import traceback


def plain(value):
    """JSON for a value; what has no JSON becomes {"__python__": text}."""
    from traitlets.config.loader import LazyConfigValue

    if isinstance(value, LazyConfigValue):
        changes = value.to_dict()
        return {"__lazy__": {key: plain(change) for key, change in changes.items()}}
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (str, os.PathLike)):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, (set, frozenset)):
        return sorted((plain(each) for each in value), key=str)
    if isinstance(value, (list, tuple)):
        return [plain(each) for each in value]
    return {"__python__": type(value).__name__}


def line_of(error, path):
    """The last line of this file that took part in the failure."""
    if isinstance(error, SyntaxError) and error.filename == path:
        return error.lineno
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == path]
    return lines[-1] if lines else None


def read(path):
    from traitlets.config.loader import PyFileConfigLoader

    try:
        loader = PyFileConfigLoader(os.path.basename(path), path=os.path.dirname(path))
        return {"config": plain(loader.load_config())}
    except BaseException as error:  # also sys.exit() in a configuration file
        return {"error": f"{type(error).__name__}: {error}", "line": line_of(error, path)}


def main():
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what a file prints must not get into the answer
    try:
        import traitlets.config.loader  # noqa: F401
    except ImportError:
        sys.exit(3)
    json.dump([read(path) for path in sys.argv[1:]], answer)
    answer.flush()
    os._exit(0)  # threads that a file left behind do not keep the server waiting


main()
