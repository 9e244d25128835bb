"""The client of jupyter-client.test.ts: jupyter_client itself. Prints one line of JSON."""

import json
import sys

from jupyter_client import BlockingKernelClient


def run(client, code, answers=()):
    """Everything a cell brings about, and its reply."""
    answers = list(answers)
    outputs = []

    def show(message):
        content = dict(message["content"])
        content.pop("traceback", None)
        outputs.append([message["msg_type"], content])

    reply = client.execute_interactive(
        code,
        timeout=20,
        allow_stdin=True,
        stop_on_error=True,
        output_hook=show,
        stdin_hook=lambda message: client.input(answers.pop(0)),
    )
    content = reply["content"]
    return {"outputs": outputs, "status": content["status"], "count": content["execution_count"]}


def is_complete(client, code):
    wanted = client.is_complete(code)
    while True:
        reply = client.get_shell_msg(timeout=20)
        if reply["parent_header"]["msg_id"] == wanted:
            return reply["content"]


def main():
    client = BlockingKernelClient(connection_file=sys.argv[1])
    client.load_connection_file()
    client.start_channels()
    client.wait_for_ready(timeout=20)
    told = {
        "info": client.kernel_info(reply=True, timeout=20)["content"],
        "alive": client.is_alive(),
        "print": run(client, "print one two"),
        "value": run(client, "value 42"),
        "show": run(client, "show <b>"),
        "throw": run(client, "throw no"),
        "ask": run(client, "ask Name?", ["Ada"]),
        "complete": client.complete("sh", 2, reply=True, timeout=20)["content"],
        "is_complete": is_complete(client, ""),
        "history": client.history(reply=True, timeout=20, hist_access_type="tail", n=2)["content"],
        "shutdown": client.shutdown(restart=True, reply=True, timeout=20)["content"],
    }
    print(json.dumps(told), flush=True)
    client.stop_channels()


main()
