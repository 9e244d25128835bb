/** The sources of code cells. The first says `waiting` and goes on when the file `NOTEBOOK.go` is there. */
export type Cells = readonly { readonly source: string; readonly metadata?: object }[];

const failing = { tags: ['raises-exception'] };
const png =
  'iVBORw0KGgoAAAANSUhEUgAAACAAAAAgCAIAAAD8GO2jAAAAKklEQVR42mO4I2dDU8QwasGoBaMWjFowasGoBaMWjFowasGoBaMWDBULAMTP2D3ngO24AAAAAElFTkSuQmCC';

const pythonGate = `import os, subprocess, sys, threading, time
from IPython.display import *
go = os.environ["JPY_SESSION_NAME"] + ".go"
print("waiting", flush=True)
while not os.path.exists(go): time.sleep(0.05)`;

/** All kinds of output that ipykernel has. */
export const pythonCells: Cells = [
  pythonGate,
  `for i in range(3):
    print("out", i, flush=True)
    print("err", i, file=sys.stderr, flush=True)
print("end")`,
  `for i in range(0, 101, 10):
    print("\\r%3d %%" % i, end="", flush=True)
    time.sleep(0.01)
print("\\nabc\\b\\bX\\nlong\\rlo", end="", flush=True)
print("\\b\\b\\b!\\r\\n\\x0b\\x0c\\x1c\\u2028 x\\x85y \\x1b[31mred\\x1b[0m")`,
  `for text in ["a\\U0001F600", "\\b", "z \\U0001F600\\r", "\\U0001F44D\\U0001F3FD e\\u0301 \\u4f60 \\U0001D54F\\n"]:
    print(text, end="", flush=True)
    time.sleep(0.1)`,
  `print("x" * 100_000)
for i in range(3000): print("line", i)`,
  'print("", end=""); print(); print("", end="", file=sys.stderr)',
  `display(HTML("<b>bold</b>\\n<i>i</i>"), SVG("<svg xmlns='http://www.w3.org/2000/svg'><circle r='4'/></svg>"))
display(JSON({"a": [1, 2.5, 1e30, None, True], "b": {"c": "\\u00e9"}}), Latex("$x^2$\\n$y$"), Markdown("# h\\ntext"))
display({"text/plain": "p", "application/vnd.x+json": {"z": 1}, "text/html": ["a\\n", "b"], "application/x-y": "q\\nr"},
        raw=True, metadata={"text/html": {"isolated": True}, "k": 1})
display({"text/plain": ""}, raw=True); display({}, raw=True)
42`,
  `display(Image(data="${png}", format="png", width=10, metadata={"a": 1}))
try:
    import matplotlib.pyplot
    matplotlib.pyplot.plot([1, 2, 3]); matplotlib.pyplot.show()
except ImportError: print("no matplotlib")`,
  `first = display("first", display_id="one"); print("between")
second = display(HTML("old"), display_id="two", metadata={"m": 1})
first.update("second"); display("again", display_id="one")
print("tail", flush=True); first.update("third"); print("tail 2")`,
  'first.update(HTML("<b>from later</b>")); second.update("new", metadata={"n": 2}); print("later")',
  'display("shown again", display_id="one"); update_display("nobody", display_id="never")',
  `for i in range(4):
    clear_output(wait=True); print("n", i); display("d%d" % i)
clear_output(wait=True)`,
  `for i in range(4):
    print("n", i); display("d%d" % i, display_id="cleared"); clear_output()
print("rest"); update_display("gone", display_id="cleared")`,
  `waiting = display("old", display_id="waiting"); clear_output(wait=True); waiting.update("updated")`,
  `kernel = get_ipython().kernel
result = {"data": {"text/plain": "result"}, "metadata": {}, "execution_count": 99, "transient": {"display_id": "result"}}
kernel.session.send(kernel.iopub_socket, "execute_result", result, parent=kernel.get_parent("shell"))
update_display("not updated", display_id="result")`,
  `subprocess.run("echo from sub", shell=True); time.sleep(0.3)
get_ipython().system("printf 'a\\\\rb\\\\n'")`,
  '?len',
  `page = {"source": "page", "start": 0}
pages = get_ipython().payload_manager
pages.write_payload({**page, "data": {"text/plain": "one"}}); pages.write_payload({**page, "data": {"text/plain": "two"}})
print("before", flush=True); time.sleep(0.3)`, // pages come with the reply, on another socket than text
  `def late():
    for i in range(3): time.sleep(0.1); print("late", i, flush=True)
    display("late")
thread = threading.Thread(target=late); thread.start(); print("main")`,
  '# nothing',
  'thread.join(); print("joined")',
  { source: 'print("before"); 1 / 0', metadata: { scrolled: true, ...failing } },
  { source: 'raise ValueError("bad\\nlines \\x1b[1m bold")', metadata: failing },
  { source: 'def (', metadata: failing },
  'for i in range(30): display(i)',
  'print("last"); 5;',
].map((cell) => (typeof cell === 'string' ? { source: cell } : cell));

/** The third fails: what waits behind it is not begun. */
export const failingCells: Cells = [
  { source: pythonGate },
  { source: 'print("fine")' },
  { source: 'print("a"); display("b"); raise KeyError("k")' },
  { source: 'print("never")' },
];

/** The second makes the file `NOTEBOOK.in` and runs until it is interrupted. */
export const endlessCells: Cells = [
  { source: pythonGate },
  { source: 'print("begin", flush=True)\nopen(go[:-2] + "in", "w").close()\nwhile True: time.sleep(0.05)' },
  { source: 'print("never")' },
];

/** The second ends its process. */
export const dyingCells: Cells = [
  { source: pythonGate },
  { source: 'print("begin"); display("shown"); sys.stdout.flush(); time.sleep(0.3); os._exit(3)' },
  { source: 'print("never")' },
];

const typescriptGate = `import { existsSync } from "node:fs";
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
const file = async (ending: string) => { while (!existsSync(process.env.JPY_SESSION_NAME + ending)) await pause(50); };
console.log("waiting");
await file(".go");`;

/** The second leaves something behind that prints when the file `NOTEBOOK.later` is there. */
export const lateCells: Cells = [
  { source: typescriptGate },
  { source: 'display.html("shown");\nvoid file(".later").then(() => console.log("late"));' },
];

/** The first asks two questions before it waits. */
export const askingCells: Cells = [
  {
    source: `const who = await input("who? ");
const pass = await input("password: ", { password: true });
console.log("hello", who, pass.length);
${typescriptGate}
console.log("after");`,
  },
];

/** The kernel that needs nothing installed. */
export const typescriptCells: Cells = [
  typescriptGate,
  'for (let i = 0; i < 3; i++) { console.log("out", i); await pause(5); console.error("err", i); await pause(5); }',
  'process.stdout.write("10 %\\r"); await pause(20); process.stdout.write("100 %\\nabc\\b\\bX 😀\\n")',
  'display.html("<b>1</b>\\n"); display.json({ a: [1, 2.5, null] }); display.latex("$x$"); ({ toHtml: () => "<i>2</i>" })',
  `display.png("${png}", { width: 10 }); display.table([{ x: 1, y: "<" }]);`,
  'const shown = display("one"); console.log("between"); await shown.update("two")',
  'await shown.update("three")',
  'for (let i = 0; i < 4; i++) { display.clear(true); console.log(i); display(i); }',
  'display("gone"); display.clear(); console.log("rest")',
  'setTimeout(() => console.log("late"), 100); console.log("main")',
  'await pause(300)',
  { source: 'throw new RangeError("too\\ndeep")', metadata: failing },
  { source: 'const = 1', metadata: failing },
  'console.log("last"); 5',
].map((cell) => (typeof cell === 'string' ? { source: cell } : cell));
