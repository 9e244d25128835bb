"""Errors as text with colours: the lines around each failure, the cell's by its number."""

import linecache
import traceback

RED, GREEN, CYAN, YELLOW, RESET = "\x1b[31m", "\x1b[32m", "\x1b[36m", "\x1b[33m", "\x1b[0m"
_context = 2
_most_frames = 16
_compiled = "{module} needs compiled code for WebAssembly, which is not here"
_absent = {
    name: _compiled.format(module=name)
    for name in "numpy pandas matplotlib scipy sklearn torch tensorflow polars PIL cv2 lxml pydantic_core ipywidgets".split()
}


def is_ours(filename):
    return filename.startswith("<himalia") or filename in ("<exec>", "_pyodide/_base.py") or "/_pyodide/" in filename


def lines_of(error):
    """The lines of a traceback output."""
    name = type(error).__name__
    lines = [RED + "-" * 75 + RESET, f"{RED}{name}{RESET}{'Traceback (most recent call last)':>{75 - len(name)}}"]
    for part in _chain(error):
        lines.extend(part)
    return lines


def trim(error):
    """Takes our own frames off the head of an error's traceback."""
    trace = error.__traceback__
    while trace is not None and is_ours(trace.tb_frame.f_code.co_filename):
        trace = trace.tb_next
    return error.with_traceback(trace)


def _chain(error, seen=()):
    cause = error.__cause__
    context = None if error.__suppress_context__ else error.__context__
    earlier = cause if cause is not None else context
    if earlier is not None and id(earlier) not in seen:
        yield from _chain(earlier, (*seen, id(error)))
        how = "The above exception was the direct cause of" if cause is not None else "During handling of the above exception,"
        end = "the following exception:" if cause is not None else "another exception occurred:"
        yield ["", f"{how} {end}", ""]
    yield [*_frames(error), _message(error)]


def _frames(error):
    if isinstance(error, SyntaxError) and error.filename:
        return _syntax(error)
    frames = [entry for entry in traceback.walk_tb(error.__traceback__) if not is_ours(entry[0].f_code.co_filename)]
    shown = []
    skipped = len(frames) - _most_frames
    for index, (frame, line) in enumerate(frames):
        if skipped > 0 and _most_frames // 2 <= index < _most_frames // 2 + skipped:
            if index == _most_frames // 2:
                shown.append(f"    [... skipping {skipped} frames]\n")
            continue
        shown.append(_frame(frame, line))
    return shown


def _frame(frame, line):
    code = frame.f_code
    place = f"{GREEN}{_place(code.co_filename)}, line {line}{RESET}"
    if code.co_name != "<module>":
        place += f", in {CYAN}{code.co_name}{RESET}"
    linecache.checkcache(code.co_filename)
    source = linecache.getlines(code.co_filename, frame.f_globals)
    return "\n".join([place, *_excerpt(source, line)]) + "\n"


def _place(filename):
    return filename[1:-1] if filename.startswith("<Cell In[") else f"File {filename}"


def _excerpt(source, line):
    shown = []
    for number in range(max(1, line - _context), min(len(source), line + _context) + 1):
        text = source[number - 1].rstrip("\n")
        if number == line:
            shown.append(f"{GREEN}---->{RESET} {number:<2} {text}" if number > 99 else f"{GREEN}---->{RESET}{number:>3} {text}")
        else:
            shown.append(f"     {number:>3} {text}")
    return shown


def _syntax(error):
    shown = [f"{GREEN}{_place(error.filename)}, line {error.lineno}{RESET}"]
    if error.text:
        text = error.text.rstrip("\n")
        shown.append("    " + text.lstrip())
        if error.offset:
            start = error.offset - 1 - (len(text) - len(text.lstrip()))
            width = 1
            if error.end_lineno == error.lineno and error.end_offset and error.end_offset > error.offset:
                width = error.end_offset - error.offset
            shown.append("    " + " " * max(0, start) + RED + "^" * width + RESET)
    return shown


def _message(error):
    last = "".join(traceback.format_exception_only(type(error), error)).rstrip("\n") if not isinstance(error, SyntaxError) else ""
    if isinstance(error, SyntaxError):
        last = f"{type(error).__name__}: {error.msg}"
    if isinstance(error, BaseExceptionGroup):
        last = "".join(traceback.format_exception(error, colorize=False)).rstrip("\n")
    name, separator, rest = last.partition(":")
    return f"{RED}{name}{RESET}{separator}{rest}" + "".join(f"\n{YELLOW}{line}{RESET}" for line in hints(error))


def hints(error):
    """What to do about what WebAssembly cannot do."""
    if isinstance(error, ModuleNotFoundError) and error.name:
        module = error.name.partition(".")[0]
        reason = _absent.get(module, f"There is no module {module} here")
        return [
            f"{reason}: this kernel is Python compiled to WebAssembly, with its standard library.",
            "Pure Python wheels (*-none-any.whl) and modules beside the notebook can be imported; for anything else choose a kernel of an installed Python.",
        ]
    files = {frame.f_code.co_filename.rpartition("/")[2] for frame, _ in traceback.walk_tb(error.__traceback__)}
    if isinstance(error, OSError) and files & {"socket.py", "selectors.py", "client.py", "request.py"}:
        return ["WebAssembly has no sockets: urllib, requests and the like cannot work. `await pyodide.http.pyfetch(url)` can."]
    if "subprocess.py" in files and isinstance(error, OSError):
        return ["WebAssembly has no processes: subprocess, os.system and multiprocessing cannot work."]
    if isinstance(error, RuntimeError) and "start new thread" in str(error):
        return ["WebAssembly has no threads here; asyncio works."]
    return []
