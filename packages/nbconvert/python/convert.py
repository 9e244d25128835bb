"""What Himalia asks of nbconvert, in a process of its own.

`convert.py list` and `convert.py convert`, the latter with a request as JSON on stdin. The answer on stdout is a line of JSON,
`{"formats"}`, `{"mediaType", "extension"}` or `{"code", "message"}`, and after it the result's bytes.
"""

import io
import json
import os
import sys
import zipfile
from datetime import datetime

WITHOUT_NBCONVERT = 3


def formats():
    from nbconvert.exporters import base

    found = {}
    for name in base.get_export_names():
        try:
            found[name] = base.get_exporter(name).output_mimetype or ""
        except Exception:  # what one package's exporter does wrong is no reason to show none
            continue
    return {"formats": found}, b""


def exporter_of(request):
    from nbconvert.exporters import base

    name = request["format"]
    if name not in base.get_export_names():
        return None
    exporter = base.get_exporter(name)()
    if request.get("sanitize") and hasattr(exporter, "sanitize_html"):
        exporter.sanitize_html = True
    return exporter


def resources_of(request):
    metadata = {"name": request["name"]}
    if request.get("modified"):
        date = datetime.fromisoformat(request["modified"].replace("Z", "+00:00"))
        metadata["modified_date"] = date.strftime(f"%B {date.day}, %Y")
    if request.get("folder"):
        metadata["path"] = request["folder"]
    return {"metadata": metadata, "config_dir": request["configFolder"]}


def archive(name, output, files):
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr(name, output)
        for path, data in files.items():
            packed.writestr(os.path.basename(path), data)
    return buffer.getvalue()


def convert(request):
    from nbformat import from_dict

    try:
        exporter = exporter_of(request)
    except Exception as error:
        return {"code": "failed", "message": f"Could not construct Exporter: {error}"}, b""
    if exporter is None:
        return {"code": "no_format", "message": f"No exporter for format: {request['format']}"}, b""
    try:
        output, resources = exporter.from_notebook_node(from_dict(request["notebook"]), resources=resources_of(request))
    except Exception as error:
        return {"code": "failed", "message": f"nbconvert failed: {error}"}, b""
    extension = resources["output_extension"]
    if isinstance(output, str):
        output = output.encode("utf-8", "surrogatepass")
    if resources.get("outputs"):
        packed = archive(request["name"] + extension, output, resources["outputs"])
        return {"mediaType": "application/zip", "extension": ".zip"}, packed
    return {"mediaType": exporter.output_mimetype or "", "extension": extension}, output


def main():
    # What exporters and their tools print must not get into the answer.
    with os.fdopen(os.dup(1), "wb") as answer:
        os.dup2(2, 1)
        try:
            import nbconvert  # noqa: F401
        except ImportError as error:
            print(error, file=sys.stderr)
            return WITHOUT_NBCONVERT
        head, data = formats() if sys.argv[1] == "list" else convert(json.load(sys.stdin))
        answer.write(json.dumps(head).encode() + b"\n")
        answer.write(data)
    return 0


sys.exit(main())
