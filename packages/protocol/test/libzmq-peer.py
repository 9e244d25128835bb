"""The other side of libzmq.test.ts. Speaks in lines of JSON on stdin and stdout."""

import json
import sys

import zmq

context = zmq.Context()


def say(**what):
    print(json.dumps(what), flush=True)


def make(kind, identity=None, curve=None):
    socket = context.socket(getattr(zmq, kind))
    socket.linger = 1000
    socket.set_hwm(0)
    socket.rcvtimeo = 20_000
    if identity:
        socket.setsockopt(zmq.IDENTITY, identity.encode())
    for name, value in (curve or {}).items():
        setattr(socket, "curve_" + name, value.encode() if isinstance(value, str) else value)
    if kind == "SUB":
        socket.setsockopt(zmq.SUBSCRIBE, b"")
    return socket


def echo(socket, count):
    """Sends back what comes; a ROUTER's identity frame included."""
    for _ in range(count):
        socket.send_multipart(socket.recv_multipart())


def publish(socket, sizes):
    """Waits for the subscription, then publishes messages of these sizes."""
    subscription = socket.recv_multipart()
    say(subscription=subscription[0].hex())
    for size in sizes:
        socket.send_multipart([b"topic", b"\x05" * size, b""])


def ask(socket, sizes):
    """Sends messages of these sizes and tells how the answers look."""
    answers = []
    for size in sizes:
        socket.send_multipart([b"m" * size])
        answers.append([len(frame) for frame in socket.recv_multipart()])
    say(answers=answers)


def listen(socket, count):
    say(lengths=[[len(frame) for frame in socket.recv_multipart()] for _ in range(count)])


def main():
    what, kind, endpoint, argument = sys.argv[1:5]
    curve = json.loads(sys.argv[5]) if len(sys.argv) > 5 else None
    socket = make(kind, "python" if kind in ("DEALER", "REQ") else None, curve)
    if kind in ("ROUTER", "REP", "XPUB"):
        socket.bind(endpoint)
        say(endpoint=socket.getsockopt(zmq.LAST_ENDPOINT).rstrip(b"\0").decode())
    else:
        socket.connect(endpoint)
    globals()[what](socket, json.loads(argument))
    socket.close()
    context.term()


main()
