"""Completion and inspection of what lives in the user's namespace."""

import ast
import builtins
import codeop
import glob
import inspect
import keyword
import os
import pkgutil
import re
import sys

_most = 1000
_chain = re.compile(r"(?:[^\W\d]\w*(?:\.[^\W\d]\w*)*)\.?(?:\w*)$")
_string_key = re.compile(r"([^\W\d][\w.]*)\[(['\"])([^'\"\]]*)$")
_path = re.compile(r"(['\"])([^'\"\n]*)$")
_call = re.compile(r"([^\W\d][\w.]*)\((?:[^()]|\([^()]*\))*$")


def complete(code, cursor, namespace, magics):
    before = code[:cursor]
    line = before.rpartition("\n")[2]
    start, found = _candidates(line, namespace, magics)
    unique = list(dict.fromkeys(found))[:_most]
    begin = cursor - len(line) + start
    kinds = [{"text": text, "type": kind, "start": begin, "end": cursor} for text, kind in unique]
    return {"matches": [text for text, _ in unique], "start": begin, "end": cursor, "types": kinds}


def _candidates(line, namespace, magics):
    magic = re.match(r"\s*(%{1,2}\w*)$", line)
    if magic:
        return magic.start(1), [(name, "magic") for name in magics if name.startswith(magic[1])]
    module = re.match(r"\s*(?:from\s+|import\s+(?:.*,\s*)?)([\w.]*)$", line)
    if module:
        return module.start(1), _modules(module[1])
    member = re.match(r"\s*from\s+([\w.]+)\s+import\s+(?:.*,\s*)?(\w*)$", line)
    if member:
        return member.start(2), _module_members(member[1], member[2])
    key = _string_key.search(line)
    if key:
        return key.start(3), _keys(key[1], key[3], namespace)
    path = _path.search(line)
    if path and line.count(path[1]) % 2 == 1:
        return path.start(2), _files(path[2])
    chain = _chain.search(line)
    if not chain:
        return len(line), [*_arguments(line, "", namespace), *_names("", namespace)]
    base, dot, prefix = chain[0].rpartition(".")
    begin = chain.end() - len(prefix)
    if dot:
        return begin, _attributes(base, prefix, namespace)
    return begin, [*_arguments(line[: chain.start()], prefix, namespace), *_names(prefix, namespace)]


def resolve(path, namespace):
    """The object that a dotted name means; raises LookupError. Attributes are read, nothing is called."""
    first, *rest = path.split(".")
    if first in namespace:
        value = namespace[first]
    elif hasattr(builtins, first):
        value = getattr(builtins, first)
    else:
        raise LookupError(path)
    for name in rest:
        try:
            value = getattr(value, name)
        except Exception:
            raise LookupError(path) from None
    return value


def _kind(value):
    if inspect.isclass(value):
        return "class"
    if inspect.ismodule(value):
        return "module"
    return "function" if callable(value) else "instance"


def _attributes(base, prefix, namespace):
    try:
        value = resolve(base, namespace)
    except LookupError:
        return []
    try:
        names = [name for name in dir(value) if isinstance(name, str)]
    except Exception:
        return []
    matches = [name for name in names if name.startswith(prefix) and (prefix.startswith("_") or not name.startswith("_"))]
    if not matches:
        matches = [name for name in names if name.startswith(prefix)]
    return [(name, _kind(inspect.getattr_static(value, name, None))) for name in matches]


def _names(prefix, namespace):
    hidden = not prefix.startswith("_")
    own = [(name, _kind(value)) for name, value in list(namespace.items()) if name.startswith(prefix) and not (hidden and name.startswith("_"))]
    words = [(word, "keyword") for word in [*keyword.kwlist, *keyword.softkwlist] if word.startswith(prefix) and word != "_"]
    built = [(name, _kind(getattr(builtins, name))) for name in dir(builtins) if name.startswith(prefix) and not (hidden and name.startswith("_"))]
    return [*own, *words, *built]


def _arguments(line, prefix, namespace):
    call = _call.search(line)
    if not call:
        return []
    try:
        parameters = inspect.signature(resolve(call[1], namespace)).parameters.values()
    except (LookupError, TypeError, ValueError):
        return []
    named = [item.name for item in parameters if item.kind in (item.POSITIONAL_OR_KEYWORD, item.KEYWORD_ONLY)]
    return [(f"{name}=", "param") for name in named if name.startswith(prefix)]


def _keys(base, prefix, namespace):
    try:
        value = resolve(base, namespace)
        keys = list(value) if isinstance(value, dict) else list(getattr(value, "_ipython_key_completions_")())
    except Exception:
        return []
    return [(key, "dict key") for key in keys if isinstance(key, str) and key.startswith(prefix)]


def _files(prefix):
    found = sorted(glob.glob(glob.escape(os.path.expanduser(prefix)) + "*"))[:_most]
    return [(path + ("/" if os.path.isdir(path) else ""), "path") for path in found]


def _modules(prefix):
    package, dot, last = prefix.rpartition(".")
    if dot:
        try:
            paths = __import__(package, fromlist=["_"]).__path__
        except Exception:
            return []
        return [(item.name, "module") for item in pkgutil.iter_modules(paths, f"{package}.") if item.name.startswith(prefix)]
    names = {item.name for item in pkgutil.iter_modules()} | set(sys.stdlib_module_names)
    return [(name, "module") for name in sorted(names) if name.startswith(last) and not (name.startswith("_") and not last)]


def _module_members(module, prefix):
    try:
        value = sys.modules[module] if module in sys.modules else __import__(module, fromlist=["_"])
    except Exception:
        return []
    return [(name, _kind(getattr(value, name, None))) for name in dir(value) if name.startswith(prefix) and not (name.startswith("_") and not prefix)]


def name_at(code, cursor):
    """The dotted name around the cursor, else that of the call the cursor is in."""
    end = cursor + len(re.match(r"\w*", code[cursor:])[0])
    line = code[:end].rpartition("\n")[2]
    found = re.search(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*$", line)
    if found and not keyword.iskeyword(found[0]):
        return found[0]
    call = _call.search(code[:cursor])
    return call[1] if call else None


def describe(name, namespace, detail):
    """What is known of a name as coloured text; None when it means nothing."""
    try:
        value = resolve(name, namespace)
    except LookupError:
        return None
    from .display import text_of

    parts = []
    try:
        parts.append(("Signature", f"{name.rpartition('.')[2]}{inspect.signature(value)}" if callable(value) else None))
    except (TypeError, ValueError):
        pass
    parts.append(("Type", type(value).__name__))
    if not callable(value) and not inspect.ismodule(value):
        parts.append(("Value", text_of(value)[:2000]))
    try:
        parts.append(("File", inspect.getfile(value)))
    except (TypeError, OSError):
        pass
    if detail:
        try:
            parts.append(("Source", "\n" + inspect.getsource(value)))
        except (TypeError, OSError):
            pass
    if not detail or parts[-1][0] != "Source":
        parts.append(("Docstring", _docstring(value)))
    return "\n".join(f"\x1b[31m{title}:\x1b[0m {text}" for title, text in parts if text)


def _docstring(value):
    text = inspect.getdoc(value)
    return f"\n{text}" if text and "\n" in text else text


def completeness(code, transform):
    """As `is_complete_reply` has it: status and indent."""
    source = transform(code)
    compiler = codeop.CommandCompiler()
    compiler.compiler.flags |= ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
    lines = source.rstrip(" \t").split("\n")
    last = lines[-1]
    indent = len(last) - len(last.lstrip())
    more = " " * (indent + 4 if last.rstrip().endswith(":") else indent)
    try:
        if compiler(source, "<input>", "exec") is None:
            return {"status": "incomplete", "indent": more}
    except (SyntaxError, ValueError, OverflowError):
        return {"status": "invalid"}
    if indent > 0 and last.strip():
        return {"status": "incomplete", "indent": more}
    return {"status": "complete"}
