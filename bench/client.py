"""Visitors at a constant rate, whatever the server does: client.py PORT HOST RATE.

Reads lines from its input: "phase NAME", from now on results are counted there; "coming VERSION", which may be answered from now on;
"live VERSION", no other may be answered to what is asked from now on; "end". Prints what it has counted, phase by phase, as JSON.

Every fifth request has a connection of its own, as a new visitor's; the others go over kept ones. A request is due at a moment that is
fixed beforehand, and its latency counts from there, so that a server which stops for a while is charged for all who would have come.
"""
import asyncio
import gc
import json
import os
import re
import select
import sys
import time

PORT, HOST, RATE = int(sys.argv[1]), sys.argv[2], int(sys.argv[3])
NEW_EVERY = 5
KEPT = 10
TIMEOUT = 10
REQUEST = f"GET / HTTP/1.1\r\nHost: {HOST}\r\nConnection: %s\r\n\r\n"
KEEP, CLOSE = (REQUEST % word for word in ("keep-alive", "close"))
VERSION = re.compile(rb"by ([\w-]+)\.")

idle, waiting, phases = [], set(), {}
replaced = {}  # version → since when it may not be answered any more
phase = None


class Phase:
    def __init__(self):
        self.latencies, self.lags, self.examples = [], [], []
        self.counts = dict(sent=0, new=0, again=0, refused=0, not200=0, broken=0, late=0, stale=0)

    def lost(self, how, example):
        self.counts[how] += 1
        if self.counts[how] <= 2:
            self.examples.append(f"{how} at {time.strftime('%T')}: {example}")


class Request:
    def __init__(self, due, is_new):
        self.due, self.phase, self.is_new, self.sent = due, phase, is_new, time.monotonic()
        self.phase.counts["sent"] += 1
        self.phase.counts["new"] += is_new
        self.phase.lags.append(self.sent - due)
        self.timer = loop.call_later(TIMEOUT, self.lost, "late", f"nothing for {TIMEOUT} s")
        waiting.add(self)

    def end(self):
        self.timer.cancel()
        waiting.discard(self)

    def lost(self, how, example):
        if self in waiting:
            self.end()
            self.phase.lost(how, example)
            if how == "late":
                self.phase.latencies.append(TIMEOUT)

    def answered(self, head, body):
        if self not in waiting:
            return
        self.end()
        self.phase.latencies.append(time.monotonic() - self.due)
        found = VERSION.search(body)
        version = found and found[1].decode()
        if b" 200 " not in head[:14] or not found:
            self.phase.lost("not200", " ".join((head.split(b"\r\n")[0] + b" " + body[:60]).decode(errors="replace").split()))
        elif replaced.get(version, self.sent) < self.sent:
            self.phase.lost("stale", f"{version} {self.sent - replaced[version]:.3f} s after another was live, on a {'new' if self.is_new else 'kept'} connection")


class Connection(asyncio.Protocol):
    def __init__(self, request=None):
        self.request, self.was_used = request, False

    def connection_made(self, transport):
        self.transport = transport
        if self.request:
            self.send(self.request)
        else:
            idle.append(self)

    def send(self, request):
        self.request, self.data = request, b""
        self.transport.write((CLOSE if request.is_new else KEEP).encode())

    def is_open(self):
        """Whether the server has not closed it yet, as far as this side can know; what browsers and curl look at too."""
        look = select.poll()
        look.register(self.transport.get_extra_info("socket").fileno(), select.POLLIN | select.POLLRDHUP)
        return not self.transport.is_closing() and not look.poll(0)

    def data_received(self, data):
        self.data += data
        head, end, body = self.data.partition(b"\r\n\r\n")
        if not self.request or not end or not is_whole(head.lower(), body):
            return
        request, self.request, self.was_used = self.request, None, True
        request.answered(head, body)
        if b"connection: close" in head.lower():
            self.transport.close()
        else:
            idle.append(self)

    def connection_lost(self, trouble):
        if self in idle:
            idle.remove(self)
        if not self.request:
            return
        head, end, body = self.data.partition(b"\r\n\r\n")
        if end and b"content-length:" not in head.lower() and b"chunked" not in head.lower():
            self.request.answered(head, body)
        else:
            self.unanswered(f"{trouble or 'closed'} after {len(self.data)} bytes")


    def unanswered(self, how):
        """A server may close a kept connection while a request is on its way to it. Whoever speaks HTTP asks again then (RFC 9112, 9.3.1), and so do we."""
        request, self.request = self.request, None
        if self.was_used and not self.data:
            request.phase.counts["again"] += 1
            ask(request)
        else:
            request.lost("broken", how)


def is_whole(head, body):
    if b"chunked" in head:
        return body.endswith(b"0\r\n\r\n")
    length = re.search(rb"content-length: *(\d+)", head)
    return length is not None and len(body) >= int(length[1])


async def opened(request=None):
    try:
        await loop.create_connection(lambda: Connection(request), "127.0.0.1", PORT)
    except OSError as trouble:
        if request:
            request.lost("refused", str(trouble))


def send(number, due):
    request = Request(due, number % NEW_EVERY == 0)
    kept = None if request.is_new else next((one for one in taken() if one.is_open()), None)
    if kept:
        kept.send(request)
    else:
        ask(request)


def ask(request):
    tasks.add(task := loop.create_task(opened(request)))
    task.add_done_callback(tasks.discard)


def taken():
    while idle:
        yield idle.pop(0)


def told(line):
    """False at the end."""
    global phase
    word, _, value = line.strip().partition(" ")
    if word == "phase":
        phase = phases.setdefault(value, Phase())
    elif word == "coming":
        replaced.pop(value, None)
        known.add(value)
    elif word == "live":
        for other in known - {value}:
            replaced.setdefault(other, time.monotonic())
    return word not in ("end", "")


async def main():
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    told((await lines.readline()).decode())
    for _ in range(KEPT):
        await opened()
    talk = loop.create_task(listen(lines))
    start, number = time.monotonic(), 0
    while not talk.done():
        while (due := start + number / RATE) <= time.monotonic():
            send(number, due)
            number += 1
        await asyncio.sleep(max(0, due - time.monotonic()))
    while waiting:
        await asyncio.sleep(0.01)
    print(json.dumps({name: summary(one) for name, one in phases.items()}))


async def listen(lines):
    while told((await lines.readline()).decode()):
        pass


def summary(one):
    def at(values, share):
        return sorted(values)[min(len(values) - 1, int(len(values) * share))] * 1000 if values else 0
    return dict(one.counts, examples=one.examples, median_ms=at(one.latencies, 0.5), p99_ms=at(one.latencies, 0.99), worst_ms=at(one.latencies, 1), lag_p99_ms=at(one.lags, 0.99), lag_worst_ms=at(one.lags, 1))


tasks, known = set(), set()
gc.disable()  # It would stop the clock of the client.
try:
    os.nice(-10)
except PermissionError:
    pass
loop = asyncio.new_event_loop()
loop.run_until_complete(main())
