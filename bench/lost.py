"""Requests lost, and the worst latency, while an app is deployed, rolled back, scaled and restarted under constant load."""
import json
import os
import subprocess
import sys
import time

from box import HERE, App, boxes, until, wanted

RATE = 500
DEPLOYS, OTHERS = 20, 5
LOST = {
    "not200": "answers other than 200",
    "refused": "connections refused",
    "broken": "new connections closed before the answer",
    "late": "without an answer for 10 s",
    "stale": "answered by a version that `git push` had said to be replaced",
}


class Visitors:
    def __init__(self, app, phase):
        command = [sys.executable, f"{HERE}/client.py", str(app.box.port), app.host, str(RATE)]
        self.client = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)
        self.tell("phase", phase)

    def tell(self, *words):
        self.client.stdin.write(" ".join(words) + "\n")

    def end(self):
        out, _ = self.client.communicate("end\n")
        return json.loads(out)


def deploy(app, visitors, version, what="main"):
    visitors.tell("coming", version)
    app.push(what)
    visitors.tell("live", version)


def roll_back(app, visitors, version, commit):
    """The original has no verb for it: what a person does there is to push the former commit."""
    if app.box.title != "piku":
        return deploy(app, visitors, version, commit)
    visitors.tell("coming", version)
    app.box.verb("rollback", app.name)
    visitors.tell("live", version)


def changes(app, visitors):
    """Phase → what happens in it, once a turn."""
    def release(i):
        app.commit(f"v{i + 1}")
        deploy(app, visitors, f"v{i + 1}")

    yield "deploys", DEPLOYS, release
    # Each goes back to what was live before, so to the last version but one and to the last one in turn.
    yield "rollbacks", OTHERS, lambda i: roll_back(app, visitors, *((f"v{DEPLOYS}", "main") if i % 2 else (f"v{DEPLOYS - 1}", "main~1")))
    yield "scalings", OTHERS, lambda i: app.box.verb("ps:scale", app.name, f"{app.kind}={1 if i % 2 else 2}")
    yield "restarts", OTHERS, lambda i: app.box.verb("restart", app.name)


def measure(box, kind):
    app = App(box, kind)
    app.commit("v0")
    app.push()
    app.until_served("by v0.")
    visitors = Visitors(app, "nothing happens")
    visitors.tell("coming", "v0")
    time.sleep(10)
    took = {}
    for phase, times, change in changes(app, visitors):
        visitors.tell("phase", phase)
        start = time.monotonic()
        for i in range(times):
            change(i)
        took[phase] = f"{times} {phase}, {(time.monotonic() - start) / times:.2f} s each"
    visitors.tell("phase", "former processes end")
    app.until_served(f"by v{DEPLOYS - 1}.")
    until(lambda: generations(box, app) <= 1, "the end of the former processes", 60, every=0.1)
    time.sleep(1)
    report(box, kind, visitors.end(), took)
    app.remove()


def generations(box, app):
    """How many there are of which something runs; the original has none."""
    return len({name.rpartition("_g")[2] for name in os.listdir(box.vassals) if name.startswith(f"{app.name}_") and "_g" in name})


def report(box, kind, phases, took):
    lost = {phase: sum(counts[how] for how in LOST) for phase, counts in phases.items()}
    worst = max(counts["worst_ms"] for counts in phases.values())
    sent = sum(counts["sent"] for counts in phases.values())
    print(f"{box.title}, `{kind}`: {sum(lost.values())} of {sent:,} requests lost; worst latency {worst:.0f} ms")
    for phase, counts in phases.items():
        print(f"  {took.get(phase, phase)}: {lost[phase]} of {counts['sent']:,} lost; latency median {counts['median_ms']:.1f} ms, 99 % {counts['p99_ms']:.0f} ms, "
              f"worst {counts['worst_ms']:.0f} ms (the client's own delay: 99 % {counts['lag_p99_ms']:.1f} ms, worst {counts['lag_worst_ms']:.0f} ms)")
        if counts["again"]:
            print(f"    {counts['again']} asked again, and answered, since nginx had closed the kept connection")
        for how in filter(counts.get, LOST):
            print(f"    {counts[how]} {LOST[how]}")
        for example in counts["examples"]:
            print(f"      such as {example}")
    if box.title == "piku":
        wanted(f"requests lost, `{kind}`, of {sent:,}", sum(lost.values()), 0, "requests")
        wanted(f"worst latency under load, `{kind}`", worst / 1000, 1, "s")


KINDS = sys.argv[1:] or ("wsgi", "web")
print(f"\nlost: {RATE} requests a second, a fifth of them on new connections; latency from the moment at which a request was due")
print("  (a rollback of the original is `git push -f` of the former commit, for it has no verb for it)")
for box in boxes():
    for kind in KINDS:
        measure(box, kind)
