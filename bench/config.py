"""What a config change costs with more and more other apps: time, pikud's processor time, and which files it touches."""
import os
import re
import statistics
import time

from box import App, Started, boxes, cpu_seconds, files, pss_mb, run, wanted

COUNTS = (1, 10, 100, 1000)
TIMES = 7
# What the whole box has, and each change adds to: the journal, nginx's logs, the client's own files.
SHARED = re.compile(r"(state/(journal|head|journal\.lock).*|logs/[\w-]+\.log|run/(nginx-\w+|.*\.lock)(/.*)?)$")


def change(box, app, value):
    """Seconds until it is served, those until the verb has ended, and those of the processor by pikud."""
    cpu = cpu_seconds(box.server("pikud")) if box.title == "piku" else 0
    start = time.time()
    verb = Started(box.over_ssh("config:set", app.name, f"GREETING={value}"))
    served = app.until_served(f"{value} by") - start
    ended = verb.end() - start
    return served, ended, cpu_seconds(box.server("pikud")) - cpu if box.title == "piku" else 0


def changed(box, app):
    before = files(box.root)
    change(box, app, "looked-at")
    after = files(box.root)
    touched = {path for path in before.keys() | after.keys() if before.get(path) != after.get(path)}
    mine = {path for path in touched if app.name in path}
    shared = {path for path in touched - mine if SHARED.match(path)}
    return mine, shared, touched - mine - shared


def measure(box, counts):
    app = App(box, "wsgi")
    app.commit("v0")
    app.push()
    app.until_served("by v0.")
    served = {}
    filled = 0
    for count in counts:
        if count - 1 > filled:
            box.fill("static", filled + 1, count - 1)
            filled = count - 1
        rows = [change(box, app, f"value-{count}-{i}") for i in range(TIMES)]
        served[count], verb, cpu = (statistics.median(column) for column in zip(*rows))
        print(f"{box.title}, {count} apps: served after {served[count]:.2f} s (worst of {TIMES}: {max(rows)[0]:.2f}), the verb ends after {verb:.2f} s" + (f", {sum(row[2] for row in rows) / TIMES * 1000:.0f} ms of the processor by pikud" if cpu else ""))
    if box.title == "piku":
        told(box, app, served)
    app.remove()


def told(box, app, served):
    mine, shared, others = changed(box, app)
    print(f"files that one config:set changes, with {COUNTS[-1]} apps: {len(mine)} of that app, {len(others)} of others, {len(shared)} of the whole box ({', '.join(sorted(shared))})")
    for path in sorted(others)[:5]:
        print(f"  of others: {path}")
    start = time.time()
    run(box.local("apps"))
    print(f"`piku apps` with {COUNTS[-1]} apps: {(time.time() - start) * 1000:.0f} ms; pikud then holds {pss_mb([box.server('pikud')]):.1f} MB PSS")
    wanted("a config change with 1,000 apps, by that with 10", served[1000] / served[10], 1.3, "x")
    wanted("files of other apps that a config change touches", len(others), 0, "files")


print("\nconfig: from the start of `config:set` over ssh until a `wsgi` app serves the new value; the other apps are `static` ones, each with a site")
for box in boxes():
    measure(box, COUNTS if box.title == "piku" else COUNTS[:1])
