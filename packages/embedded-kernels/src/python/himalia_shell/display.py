"""How values are shown: representations by media type, `display` and what `IPython.display` offers of it."""

import base64
import json
import pprint
import uuid

from . import output

_methods = {
    "text/html": "_repr_html_",
    "text/markdown": "_repr_markdown_",
    "image/svg+xml": "_repr_svg_",
    "image/png": "_repr_png_",
    "image/jpeg": "_repr_jpeg_",
    "application/pdf": "_repr_pdf_",
    "text/latex": "_repr_latex_",
    "application/json": "_repr_json_",
    "application/javascript": "_repr_javascript_",
}
_containers = (dict, list, tuple, set, frozenset)


def text_of(value):
    try:
        text = repr(value)
        if isinstance(value, _containers) and (len(text) > 79 or "\n" in text):
            text = pprint.pformat(value, width=79, sort_dicts=False)
        return text
    except Exception as error:
        return f"<{type(value).__name__}: its repr failed with {type(error).__name__}: {error}>"


def _binary(data):
    if isinstance(data, (bytes, bytearray, memoryview)):
        return base64.b64encode(bytes(data)).decode("ascii")
    return data


def _method(value, name):
    # Classes have the methods of their instances, and a mock has every method.
    if isinstance(value, type) or getattr(value, "_ipython_canary_method_should_not_exist_", None) is not None:
        return None
    method = getattr(value, name, None)
    return method if callable(method) else None


def bundle(value, include=None, exclude=None):
    """The representations of a value and their metadata."""
    data, metadata = {"text/plain": text_of(value)}, {}
    for kind, name in _methods.items():
        method = _method(value, name)
        if method is None:
            continue
        try:
            shown = method()
        except NotImplementedError:
            continue
        except Exception as error:
            output.stderr.write(f"{name} of {type(value).__name__} failed: {type(error).__name__}: {error}\n")
            continue
        if isinstance(shown, tuple) and len(shown) == 2:
            shown, metadata[kind] = shown
        if shown is not None:
            data[kind] = _binary(shown)
    own = _method(value, "_repr_mimebundle_")
    if own is not None:
        shown = own(include=include, exclude=exclude)
        if isinstance(shown, tuple):
            shown, more = shown
            metadata.update(more)
        if shown:
            data.update({kind: _binary(part) for kind, part in shown.items()})
    if include:
        data = {kind: part for kind, part in data.items() if kind in include}
    if exclude:
        data = {kind: part for kind, part in data.items() if kind not in exclude}
    return data, metadata


class DisplayHandle:
    """An output that can be replaced."""

    def __init__(self, display_id=None):
        self.display_id = display_id or uuid.uuid4().hex

    def display(self, value, **options):
        display(value, display_id=self.display_id, **options)

    def update(self, value, **options):
        update_display(value, display_id=self.display_id, **options)

    def __repr__(self):
        return f"<DisplayHandle display_id={self.display_id}>"


def display(*values, include=None, exclude=None, metadata=None, transient=None, display_id=None, raw=False, clear=False, update=False, **_):
    if clear:
        clear_output(wait=True)
    if update and not display_id:
        raise TypeError("display_id required for update_display")
    handle = DisplayHandle(None if display_id is True else display_id) if display_id else None
    for value in values:
        data, own = (value, {}) if raw else bundle(value, include, exclude)
        output.publish(
            "update" if update else "display",
            data=data,
            metadata={**own, **(metadata or {})},
            id=handle.display_id if handle else None,
        )
    return handle


def update_display(value, *, display_id, **options):
    display(value, display_id=display_id, update=True, **options)


def publish_display_data(data, metadata=None, *, transient=None, update=False, **_):
    output.publish("update" if update else "display", data=data, metadata=metadata or {}, id=(transient or {}).get("display_id"))


def clear_output(wait=False):
    output.publish("clear", wait=bool(wait))


class DisplayObject:
    """Data of a known kind: given, or read from a file."""

    kind = "text/plain"

    def __init__(self, data=None, url=None, filename=None, metadata=None, **options):
        if filename is None and isinstance(data, (str, bytes)) is False and hasattr(data, "__fspath__"):
            filename, data = data, None
        self.url, self.filename, self.metadata = url, filename, metadata or {}
        if filename is not None:
            with open(filename, "rb") as file:
                data = file.read()
            if not self._bytes:
                data = data.decode("utf-8")
        elif url is not None and data is None:
            raise ValueError("Nothing can be loaded from a URL here; show <img src=…> with HTML instead.")
        self.data = data

    _bytes = False

    def _repr_mimebundle_(self, include=None, exclude=None):
        data = {self.kind: self.data, "text/plain": repr(self)}
        return (data, {self.kind: self.metadata}) if self.metadata else data

    def __repr__(self):
        return f"<IPython.core.display.{type(self).__name__} object>"


class HTML(DisplayObject):
    kind = "text/html"

    def __html__(self):
        return self.data


class Markdown(DisplayObject):
    kind = "text/markdown"


class Latex(DisplayObject):
    kind = "text/latex"


class Math(Latex):
    def __init__(self, data=None, **options):
        super().__init__("$\\displaystyle " + str(data).strip("$") + "$", **options)


class SVG(DisplayObject):
    kind = "image/svg+xml"


class Javascript(DisplayObject):
    kind = "application/javascript"


class Pretty(DisplayObject):
    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/plain": self.data}


class JSON(DisplayObject):
    kind = "application/json"

    def __init__(self, data=None, url=None, filename=None, expanded=False, root="root", **options):
        super().__init__(data, url, filename, {"expanded": expanded, "root": root})
        if isinstance(self.data, str):
            self.data = json.loads(self.data)


class Image(DisplayObject):
    _bytes = True

    def __init__(self, data=None, url=None, filename=None, format=None, embed=None, width=None, height=None, **options):
        if isinstance(data, str) and url is None:
            data, url, filename = (None, data, None) if "://" in data else (None, None, data)
        self.width, self.height = width, height
        if url is not None:
            self.url, self.data = url, None
            return
        super().__init__(data, None, filename)
        start = bytes(self.data[:4])
        kinds = {b"\x89PNG": "png", b"GIF8": "gif", b"RIFF": "webp"}
        self.format = (format or kinds.get(start) or ("jpeg" if start[:2] == b"\xff\xd8" else "png")).lower().replace("jpg", "jpeg")

    def _repr_mimebundle_(self, include=None, exclude=None):
        size = {key: value for key, value in (("width", self.width), ("height", self.height)) if value is not None}
        if self.data is None:
            attributes = "".join(f' {key}="{value}"' for key, value in size.items())
            return {"text/html": f'<img src="{self.url}"{attributes}/>'}
        kind = f"image/{self.format}"
        return {kind: self.data, "text/plain": repr(self)}, {kind: size} if size else {}


class Code(DisplayObject):
    def _repr_mimebundle_(self, include=None, exclude=None):
        import html

        return {"text/html": f"<pre>{html.escape(str(self.data))}</pre>", "text/plain": str(self.data)}


class IFrame:
    def __init__(self, src, width, height, extras=None, **params):
        self.src, self.width, self.height = src, width, height

    def _repr_html_(self):
        return f'<iframe width="{self.width}" height="{self.height}" src="{self.src}" frameborder="0" allowfullscreen></iframe>'


class FileLink:
    def __init__(self, path, **_):
        self.path = path

    def _repr_html_(self):
        return f'<a href="{self.path}" target="_blank">{self.path}</a>'


class Audio(DisplayObject):
    _bytes = True

    def _repr_html_(self):
        return f'<audio controls src="data:audio/wav;base64,{_binary(self.data)}"></audio>'

    def _repr_mimebundle_(self, include=None, exclude=None):
        return {"text/html": self._repr_html_()}
