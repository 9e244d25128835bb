"""What cells print and show, on its way to the kernel's main thread."""

import contextvars
import io
import json
import time

# The cell that the running code belongs to; tasks it started keep it.
cell = contextvars.ContextVar("himalia_cell", default=0)

_host = None
_prompt_texts = 20
_quiet_seconds = 0.1
_wait_seconds = 0.02
_most_waiting = 65536


def attach(host):
    """Sets where output goes: an object with `send(json)`."""
    global _host
    _host = host


def publish(kind, **content):
    """Sends one output of the running cell, after the text that waits."""
    flush()
    _send(kind, cell.get(), content)


def _send(kind, owner, content):
    if _host is not None:
        _host.send(json.dumps({"kind": kind, "cell": owner, **content}, default=str))


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr. The first lines after a silence are sent at once, many in a row together."""

    encoding = "utf-8"
    errors = "strict"
    newlines = None
    line_buffering = True

    def __init__(self, name):
        self.name = name
        self._texts = []
        self._size = 0
        self._owner = 0
        self._burst = 0
        self._last = 0.0
        self._since = 0.0
        self._scheduled = False
        self.buffer = _Bytes(self)

    def writable(self):
        return True

    def isatty(self):
        return False

    def fileno(self):
        raise io.UnsupportedOperation("fileno")

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        owner = cell.get()
        if self._texts and owner != self._owner:
            self.flush()
        self._owner = owner
        now = time.monotonic()
        if not self._texts:
            self._since = now
        self._texts.append(text)
        self._size += len(text)
        if now - self._last > _quiet_seconds:
            self._burst = 0
        whole = "\n" in text and self._burst < _prompt_texts
        if whole or now - self._since > _wait_seconds or self._size > _most_waiting:
            self.flush()
        else:
            self._flush_later()
        return len(text)

    def flush(self):
        if not self._texts:
            return
        text = "".join(self._texts)
        self._texts.clear()
        self._size = 0
        self._burst += 1
        self._last = time.monotonic()
        other = _streams[0] if self is _streams[1] else _streams[1]
        other.flush()
        _send("stream", self._owner, {"name": self.name, "text": text})

    def _flush_later(self):
        import asyncio

        if self._scheduled:
            return
        try:
            asyncio.get_running_loop().call_later(_wait_seconds, self._on_time)
            self._scheduled = True
        except RuntimeError:
            pass  # The cell's end flushes.

    def _on_time(self):
        self._scheduled = False
        self.flush()


class _Bytes(io.RawIOBase):
    def __init__(self, stream):
        self._stream = stream

    def writable(self):
        return True

    def write(self, data):
        self._stream.write(bytes(data).decode("utf-8", "replace"))
        return len(data)


stdout = Stream("stdout")
stderr = Stream("stderr")
_streams = (stdout, stderr)


def flush():
    for stream in _streams:
        stream.flush()
