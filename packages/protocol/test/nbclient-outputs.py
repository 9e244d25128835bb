"""Applies messages to a code cell with nbclient: a JSON list of lists on stdin, a JSON list of cells on stdout."""
import json
import sys

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionComplete


def applied(messages):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("")])
    client = NotebookClient(notebook, record_timing=False)
    client.clear_before_next_output = False
    for kind, content in messages:
        message = {"header": {"msg_type": kind}, "msg_type": kind, "parent_header": {"msg_id": "1"}, "content": content}
        try:
            client.process_message(message, notebook.cells[0], 0)
        except CellExecutionComplete:
            break
    return {"outputs": notebook.cells[0].outputs, "count": notebook.cells[0].execution_count}


print(json.dumps([applied(messages) for messages in json.load(sys.stdin)]))
