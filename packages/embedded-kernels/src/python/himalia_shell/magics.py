"""The few magics that make sense here, and clear words for those that cannot work."""

import os
import re
import time
import timeit

from . import display, output

_line = re.compile(r"^(\s*)(?:(\w+)\s*=\s*)?([%!])(.*)$")
_help = re.compile(r"^\s*([^\W\d][\w.]*)(\?{1,2})\s*$|^\s*(\?{1,2})([^\W\d][\w.]*)\s*$")


class UsageError(Exception):
    """A magic or a command that is not here."""

    __module__ = "builtins"


def transform(code):
    """Code with magics as Python. Code that is Python already stays as it is."""
    try:
        compile(code, "<input>", "exec", 0x2400)  # Only the tree, await allowed.
        return code
    except (SyntaxError, ValueError):
        pass
    if code.startswith("%%"):
        first, _, body = code.partition("\n")
        name, _, rest = first[2:].partition(" ")
        return f"get_ipython().run_cell_magic({name!r}, {rest.strip()!r}, {body!r})"
    return "\n".join(_transformed(line) for line in code.split("\n"))


def _transformed(line):
    asked = _help.match(line)
    if asked:
        name = asked[1] or asked[4]
        return f"get_ipython().show_help({name!r}, {len(asked[2] or asked[3]) - 1})"
    found = _line.match(line)
    if not found:
        return line
    indent, target, sign, rest = found.groups()
    assign = f"{target} = " if target else ""
    if sign == "!":
        return f"{indent}{assign}get_ipython().system({rest.lstrip('!')!r})"
    name, _, arguments = rest.partition(" ")
    return f"{indent}{assign}get_ipython().run_line_magic({name!r}, {arguments.strip()!r})"


class Magics:
    def __init__(self, shell):
        self._shell = shell

    @property
    def names(self):
        lines = [f"%{name[5:]}" for name in dir(self) if name.startswith("line_")]
        return lines + [f"%%{name[5:]}" for name in dir(self) if name.startswith("cell_")]

    def run_line(self, name, rest):
        method = getattr(self, f"line_{name}", None)
        if method is None:
            raise UsageError(f"There is no magic %{name} here. There are: {', '.join(self.names)}")
        return method(rest)

    def run_cell(self, name, rest, body):
        method = getattr(self, f"cell_{name}", None)
        if method is None:
            raise UsageError(f"There is no magic %%{name} here. There are: {', '.join(self.names)}")
        return method(rest, body)

    def line_time(self, rest):
        return self._time(rest)

    def cell_time(self, rest, body):
        return self._time(body)

    def _time(self, code):
        wall, cpu = time.perf_counter(), time.process_time()
        value = self._shell.run_source(code)
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        print(f"CPU times: total: {_seconds(cpu)}\nWall time: {_seconds(wall)}")
        return value

    def line_timeit(self, rest):
        self._timeit(rest, "pass")

    def cell_timeit(self, rest, body):
        self._timeit(body, rest or "pass")

    def _timeit(self, code, setup):
        timer = timeit.Timer(code, setup, globals=self._shell.namespace)
        loops, _ = timer.autorange()
        times = [one / loops for one in timer.repeat(5, loops)]
        mean = sum(times) / len(times)
        deviation = (sum((one - mean) ** 2 for one in times) / len(times)) ** 0.5
        print(f"{_seconds(mean)} ± {_seconds(deviation)} per loop (mean ± std. dev. of 5 runs, {loops:,} loops each)")

    def cell_html(self, rest, body):
        display.display(display.HTML(body))

    def cell_markdown(self, rest, body):
        display.display(display.Markdown(body))

    def cell_latex(self, rest, body):
        display.display(display.Latex(body))

    def cell_svg(self, rest, body):
        display.display(display.SVG(body))

    def cell_javascript(self, rest, body):
        display.display(display.Javascript(body))

    def cell_writefile(self, rest, body):
        append, name = (True, rest[2:].strip()) if rest.startswith("-a") else (False, rest.strip())
        with open(name, "a" if append else "w", encoding="utf-8") as file:
            file.write(body if body.endswith("\n") else body + "\n")
        print(("Appending to " if append else "Writing ") + name)

    def line_run(self, rest):
        with open(rest.strip(), encoding="utf-8") as file:
            exec(compile(file.read(), rest.strip(), "exec"), self._shell.namespace)

    def line_pwd(self, rest):
        return os.getcwd()

    def line_cd(self, rest):
        os.chdir(os.path.expanduser(rest.strip() or "~"))
        print(os.getcwd())

    def line_ls(self, rest):
        print("  ".join(sorted(os.listdir(rest.strip() or "."))))

    def line_who(self, rest):
        print("   ".join(self._shell.user_names()) or "Interactive namespace is empty.")

    def line_reset(self, rest):
        for name in self._shell.user_names():
            del self._shell.namespace[name]

    def line_lsmagic(self, rest):
        print("  ".join(self.names))

    def line_matplotlib(self, rest):
        output.stderr.write("matplotlib needs compiled code, which is not here: this kernel is Python compiled to WebAssembly.\n")

    def line_pip(self, rest):
        raise UsageError(
            "Nothing can be installed here: this kernel is Python compiled to WebAssembly and calls nothing over the network. "
            "Put pure Python wheels (*-none-any.whl) beside the notebook and import them."
        )

    line_conda = line_mamba = line_uv = line_pip

    def system(self, command):
        if re.match(r"\s*(python[\d.]*\s+-m\s+)?pip3?\b", command):
            self.line_pip(command)
        raise UsageError("There are no processes in WebAssembly, so no shell commands. Choose a kernel of an installed Python.")


def _seconds(value):
    for unit, factor in (("s", 1), ("ms", 1e3), ("μs", 1e6)):
        if value * factor >= 1:
            return f"{value * factor:.3g} {unit}"
    return f"{value * 1e9:.3g} ns"
