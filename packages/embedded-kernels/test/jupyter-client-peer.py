"""A kernel as jupyter_client starts and talks to it. Usage: KERNELS_FOLDER NAME CODE…; answers lines of JSON."""

import json
import os
import sys
import time

from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager

folder, name, loop, *cells = sys.argv[1:]
specs = KernelSpecManager(kernel_dirs=[folder], ensure_native_kernel=False)
manager = KernelManager(kernel_name=name, kernel_spec_manager=specs)


def tell(**values):
    print(json.dumps(values), flush=True)


def run(code, stdin=None):
    outputs = []
    reply = client.execute_interactive(
        code,
        timeout=60,
        stop_on_error=False,
        allow_stdin=stdin is not None,
        stdin_hook=lambda message: client.input(stdin),
        output_hook=lambda message: outputs.append([message["msg_type"], message["content"]]),
    )
    return {"status": reply["content"]["status"], "ename": reply["content"].get("ename"), "outputs": outputs}


manager.start_kernel()
client = manager.client()
client.start_channels()
client.wait_for_ready(timeout=60)
client.kernel_info()
info = client.get_shell_msg(timeout=10)["content"]
tell(display_name=manager.kernel_spec.display_name, info=info)
for cell in cells:
    tell(**run(cell, "typed"))

request = client.execute(loop)
while client.get_iopub_msg(timeout=30)["msg_type"] != "stream":
    pass
before = time.monotonic()
manager.interrupt_kernel()
ename = client.get_shell_msg(timeout=30)["content"].get("ename")
tell(ename=ename, milliseconds=round(1000 * (time.monotonic() - before)))

manager.restart_kernel()
client.wait_for_ready(timeout=60)
tell(**run("1 + 1"))
client.stop_channels()
manager.shutdown_kernel()
tell(alive=manager.is_alive())
