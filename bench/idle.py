"""Memory of all that piku runs, idle, with more and more apps of the kind that costs most: `wsgi`, two uWSGI workers each."""
import json
import statistics
import time

from box import App, asked, boxes, cpu_seconds, pss_mb, run, same_program, tree, until, wanted

COUNTS = (0, 1, 10, 50)


def grown(box, before, count):
    """To so many apps: by events and files where the box can take them, or else by pushes."""
    if box.fill:
        box.fill("wsgi", before + 1, count)
        return
    for number in range(before + 1, count + 1):
        app = App(box, "wsgi", f"wsgi-{number}")
        app.commit("v0")
        app.push()
        app.until_served("by v0.")
        app.remove()


def weighed(box):
    """Server → MB; what the Emperor has started is counted apart from it."""
    family = tree(box.server("emperor"))
    emperor = same_program(family)
    figures = {"Emperor (without the vassals)": pss_mb(emperor), "vassals": pss_mb(set(family) - set(emperor)), "nginx": pss_mb(tree(box.server("nginx")))}
    return {"pikud": pss_mb(tree(box.server("pikud"))), **figures} if box.title == "piku" else figures


def measure(box):
    # Those that have to be pushed one by one take minutes.
    counts = COUNTS if box.fill else COUNTS[:-1]
    rows = {}
    for before, count in zip((0, *counts), counts):
        if count:
            grown(box, before, count)
        rows[count] = weighed(box)
    for server in rows[0]:
        print(f"{box.title}, {server}: " + ", ".join(f"{row[server]:.1f} MB" for row in rows.values()))
    print(f"{box.title}, per app: {(sum(rows[counts[-1]].values()) - sum(rows[1].values())) / (counts[-1] - 1):.1f} MB")
    if box.title == "piku":
        wanted("pikud and Emperor, without apps and nginx", rows[0]["pikud"] + rows[0]["Emperor (without the vassals)"], 30, "MB PSS")
        at_rest(box)
        asleep(box)


def at_rest(box):
    """Over a whole minute, in which there is one full look at everything."""
    start = cpu_seconds(box.server("pikud"))
    time.sleep(60)
    print(f"{box.title}, the processor time of pikud at rest with {COUNTS[-1]} apps: {(cpu_seconds(box.server('pikud')) - start) / 60:.2%}")


def asleep(box, count=10):
    """What UWSGI_IDLE saves, and what the visitor waits who comes first."""
    before = weighed(box)["vassals"]
    names = [f"wsgi-{number}" for number in range(1, count + 1)]
    for name in names:
        box.verb("config:set", name, "UWSGI_IDLE=5")
    until(lambda: all({p["state"] for p in json.loads(run(box.local("ps", name, "--json")))["processes"]} == {"asleep"} for name in names), "the sleep of the apps", 120, every=0.5)
    saved = before - weighed(box)["vassals"]
    waits = [waited(box, name) for name in names]
    print(f"{box.title}, {count} apps asleep by UWSGI_IDLE: {saved:.1f} MB less, {saved / count:.1f} MB each; their first visitors wait {statistics.median(waits) * 1000:.0f} ms (worst {max(waits) * 1000:.0f})")


def waited(box, name):
    start = time.time()
    if not asked(box.port, f"{name}.localhost"):
        raise SystemExit(f"Error: {name} did not wake up.")
    return time.time() - start


print(f"\nidle: MB PSS with {', '.join(map(str, COUNTS))} `wsgi` apps")
for box in boxes():
    measure(box)
