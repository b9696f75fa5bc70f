"""From `rollback` until the version that was live before answers; its environment is kept, so nothing is built."""
import statistics
import time

from box import EXAMPLES, App, Piku, Started, wanted

COUNT = 7


def once(box, app, version):
    start = time.time()
    verb = Started(box.over_ssh("rollback", app.name))
    served = app.until_served(f"by {version}.")
    return served - start, verb.end() - start


def measure(box, kind):
    app = App(box, kind)
    for version in ("v0", "v1"):
        app.commit(version)
        app.push()
    app.until_served("by v1.")
    served, whole = zip(*[once(box, app, f"v{i % 2}") for i in range(COUNT)])
    print(f"`{kind}`: {statistics.median(served):.2f} s (worst {max(served):.2f} s); the whole verb over ssh {statistics.median(whole):.2f} s")
    wanted(f"rollback until the former version answers, `{kind}`", statistics.median(served), 0.6, "s")
    app.remove()


print(f"\nrollback: from the start of `rollback` over ssh until the former version answers (median of {COUNT})")
for kind in EXAMPLES:
    measure(Piku(), kind)
