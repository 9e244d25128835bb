"""A stand-in for what notebooks use of IPython: `IPython.display`, `get_ipython()`."""

import sys
import types

from . import display as _display


class InteractiveShell:
    """What `get_ipython()` answers."""

    config = {}
    colors = "Linux"

    def __init__(self, shell):
        self._shell = shell
        self.events = _Events()
        self.user_ns = shell.namespace

    @property
    def execution_count(self):
        return self._shell.count

    def run_line_magic(self, name, line, _stack_depth=1):
        return self._shell.magics.run_line(name, line)

    def run_cell_magic(self, name, line, cell):
        return self._shell.magics.run_cell(name, line, cell)

    magic = run_line_magic

    def system(self, command):
        return self._shell.magics.system(command)

    getoutput = system

    def show_help(self, name, detail):
        from .completion import describe

        print(describe(name, self._shell.namespace, detail) or f"Object `{name}` not found.")

    def run_cell(self, code, **_):
        return self._shell.run_source(code)

    def ex(self, code):
        exec(code, self._shell.namespace)

    def ev(self, code):
        return eval(code, self._shell.namespace)

    def push(self, variables, **_):
        self._shell.namespace.update(variables)

    def set_next_input(self, text, replace=False):
        self._shell.payload.append({"source": "set_next_input", "text": text, "replace": replace})

    def register_magic_function(self, function, magic_kind="line", magic_name=None):
        setattr(self._shell.magics, f"{magic_kind}_{magic_name or function.__name__}", function)


class _Events:
    def register(self, name, function):
        pass

    unregister = register


def install(shell):
    """Makes the modules importable. A real IPython beside the notebook is not looked for."""
    instance = InteractiveShell(shell)
    package = types.ModuleType("IPython", __doc__)
    names = [name for name in dir(_display) if not name.startswith("_") and name not in ("base64", "json", "pprint", "uuid", "output")]
    shown = types.ModuleType("IPython.display", _display.__doc__)
    core = types.ModuleType("IPython.core")
    core_display = types.ModuleType("IPython.core.display")
    for name in names:
        setattr(shown, name, getattr(_display, name))
        setattr(core_display, name, getattr(_display, name))
    magic = types.ModuleType("IPython.core.magic")
    magic.register_line_magic = lambda function: instance.register_magic_function(function, "line") or function
    magic.register_cell_magic = lambda function: instance.register_magic_function(function, "cell") or function
    package.__path__ = core.__path__ = []
    package.__version__ = "0.0 (a part of it, by Himalia)"
    package.version_info = (0, 0, 0)
    package.get_ipython = core.get_ipython = lambda: instance
    package.display, package.core, core.display, core.magic = shown, core, core_display, magic
    for module in (package, shown, core, core_display, magic):
        sys.modules[module.__name__] = module
    return instance
