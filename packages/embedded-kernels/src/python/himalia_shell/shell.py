"""Runs cells in one namespace, as a Jupyter kernel does."""

import ast
import asyncio
import builtins
import getpass
import inspect
import json
import linecache
import os
import sys
import time
import types

from . import completion, display, ipython, magics, output, tracebacks, wheels

_await = ast.PyCF_ALLOW_TOP_LEVEL_AWAIT
_kept_results = 1000


class Shell:
    """`host` is the worker: it sends, asks and sleeps."""

    def __init__(self):
        self.module = types.ModuleType("__main__")
        self.namespace = self.module.__dict__
        self.count = 0
        self.payload = []
        self.magics = magics.Magics(self)
        self._host = None
        self._task = None
        self._allow_stdin = False
        self._prepare()

    def _prepare(self):
        sys.modules["__main__"] = self.module
        instance = ipython.install(self)
        builtins.display = display.display
        builtins.get_ipython = lambda: instance
        getpass.getpass = self._ask_password
        builtins.input = lambda prompt="": self._input(str(prompt), False)
        self.namespace.update({"__builtins__": builtins, "In": [""], "Out": {}, "exit": self._exit, "quit": self._exit})
        self._reserved = {*self.namespace, "_", "__", "___"}
        sys.meta_path.append(wheels.WheelFinder())
        sys.stdout, sys.stderr = output.stdout, output.stderr
        sys.displayhook = self._show

    def attach(self, host, folder, environment):
        """Connects to the worker. What is prepared before can be part of a memory snapshot."""
        os.environ.update(json.loads(environment))
        self._host = host
        output.attach(host)
        time.sleep = self._sleep
        if "random" in sys.modules:
            sys.modules["random"].seed()
        os.chdir(folder)
        if "" not in sys.path:
            sys.path.insert(0, "")

    # What the worker calls: JSON in, JSON out.

    def execute(self, request):
        """Answers JSON, or for a cell that awaits a task that does."""
        asked = json.loads(request)
        output.cell.set(asked["cell"])
        self.payload = []
        self._allow_stdin = asked["allowStdin"]
        if not asked["silent"]:
            self.count = asked["count"]
        filename = f"<Cell In[{asked['count']}]>"
        try:
            parts = self._compile(asked["code"], filename)
        except BaseException as error:
            return self._failed(error)
        if asked["storeHistory"]:
            self._remember_input(asked["code"])
        if any(part.co_flags & inspect.CO_COROUTINE for part, _ in parts):
            self._task = asyncio.ensure_future(self._run_async(parts, asked))
            return self._task
        try:
            for part, shown in parts:
                value = eval(part, self.namespace)
                if shown:
                    sys.displayhook(value)
        except BaseException as error:
            return self._failed(error)
        return self._done(asked)

    def cancel(self):
        """Ends a cell that waits."""
        if self._task is not None:
            self._task.cancel()

    def complete(self, code, cursor):
        return json.dumps(completion.complete(code, cursor, self.namespace, self.magics.names))

    def inspect(self, code, cursor, detail):
        name = completion.name_at(code, cursor)
        return json.dumps(completion.describe(name, self.namespace, detail) if name else None)

    def is_complete(self, code):
        return json.dumps(completion.completeness(code, magics.transform))

    # What magics call.

    def run_source(self, source):
        """Runs code now and answers the value of its last expression."""
        value = None
        for part, shown in self._compile(source, "<magic>"):
            if part.co_flags & inspect.CO_COROUTINE:
                raise magics.UsageError("await does not work below this magic.")
            value = eval(part, self.namespace)
        return value if shown else None

    def user_names(self):
        return sorted(name for name in self.namespace if name not in self._reserved and not name.startswith("_"))

    # Inside.

    def _compile(self, code, filename):
        source = magics.transform(code)
        linecache.cache[filename] = (len(code), None, [line + "\n" for line in code.split("\n")], filename)
        tree = ast.parse(source, filename)
        parts = []
        last = tree.body[-1] if tree.body else None
        if isinstance(last, ast.Expr):
            tree.body.pop()
        if tree.body:
            parts.append((compile(tree, filename, "exec", _await, dont_inherit=True), False))
        if isinstance(last, ast.Expr):
            shown = not _ends_with_semicolon(source, last)
            parts.append((compile(ast.Expression(last.value), filename, "eval", _await, dont_inherit=True), shown))
        return parts

    async def _run_async(self, parts, asked):
        try:
            for part, shown in parts:
                value = eval(part, self.namespace)
                if part.co_flags & inspect.CO_COROUTINE:
                    value = await value
                if shown:
                    sys.displayhook(value)
        except asyncio.CancelledError as error:
            return self._failed(KeyboardInterrupt().with_traceback(error.__traceback__))
        except BaseException as error:
            return self._failed(error)
        finally:
            self._task = None
        return self._done(asked)

    def _done(self, asked):
        expressions = {name: self._expression(text) for name, text in asked["expressions"].items()}
        output.flush()
        return json.dumps({"status": "ok", "payload": self.payload, "user_expressions": expressions}, default=str)

    def _expression(self, text):
        try:
            data, metadata = display.bundle(eval(text, self.namespace))
            return {"status": "ok", "data": data, "metadata": metadata}
        except Exception as error:
            return {"status": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": []}

    def _failed(self, error):
        output.flush()
        if isinstance(error, SystemExit):
            self._exit()
            return json.dumps({"status": "ok", "payload": self.payload, "user_expressions": {}})
        sys.last_exc = tracebacks.trim(error)
        try:
            lines = tracebacks.lines_of(error)
        except Exception as problem:
            lines = [f"{type(error).__name__}: {error}", f"(its traceback cannot be shown: {problem!r})"]
        return json.dumps({"status": "error", "ename": type(error).__name__, "evalue": str(error), "traceback": lines})

    def _show(self, value):
        if value is None:
            return
        names = self.namespace
        names["___"], names["__"], names["_"] = names.get("__"), names.get("_"), value
        names[f"_{self.count}"] = value
        results = names.get("Out")
        if isinstance(results, dict):
            results[self.count] = value
            if len(results) > _kept_results:
                oldest = next(iter(results))
                names.pop(f"_{oldest}", None)
                del results[oldest]
        data, metadata = display.bundle(value)
        output.publish("result", data=data, metadata=metadata)

    def _remember_input(self, code):
        inputs = self.namespace.get("In")
        if isinstance(inputs, list):
            inputs.append(code)

    def _input(self, prompt, password):
        if not self._allow_stdin:
            raise RuntimeError("input() is not possible here: the client does not answer questions.")
        output.flush()
        answer = json.loads(self._host.ask(output.cell.get(), prompt, password))
        if answer is None:
            raise KeyboardInterrupt
        if "refused" in answer:
            raise RuntimeError(answer["refused"])
        return answer["text"]

    def _ask_password(self, prompt="Password: ", stream=None):
        return self._input(prompt, True)

    def _sleep(self, seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        output.flush()
        if self._host.sleep(float(seconds)):
            raise KeyboardInterrupt

    def _exit(self, code=None):
        self.payload.append({"source": "ask_exit", "keepkernel": False})


def _ends_with_semicolon(source, last):
    lines = source.split("\n")[last.end_lineno - 1 :]
    rest = lines[0].encode()[last.end_col_offset :].decode() + "\n" + "\n".join(lines[1:])
    return rest.lstrip().startswith(";")


shell = Shell()
