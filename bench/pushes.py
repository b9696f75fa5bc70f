"""From `git push` until the new version answers, and where the time goes."""
import os
import statistics
import time

from box import EXAMPLES, App, boxes

PARTS = {
    "git, ssh": "git's side of the push, ssh, reading the commit, writing its files: until the journal has the release",
    "build": "until the journal has its environment, or that it needs none",
    "start": "the new processes, until all of them answer, and visitors are sent there: until the link or the file of the site is written",
    "switch": "until a visitor gets the new version; for `web`, and for a first push, nginx reloads in it",
}


def split(box, app, start, served):
    """By the journal's times, and that of the site's file or of the links that it names."""
    events = box.events(app.name)
    created, built = (next(at for kind, _, at in reversed(events) if kind == f"app.{what}") for what in ("release-created", "release-built"))
    doors = f"{box.root}/run/doors"
    links = [f"{doors}/{name}" for name in os.listdir(doors) if name.startswith(f"{app.name}.")]
    sent = max(os.lstat(path).st_mtime for path in [f"{box.root}/nginx/sites/{app.name}.conf", *links])
    moments = [start, created, built, sent, served]
    return [after - before for before, after in zip(moments, moments[1:])]


def once(box, app, version):
    app.commit(version)
    start = time.time()
    push = app.start_push()
    served = app.until_served(f"by {version}.")
    ended = push.end()
    return served - start, ended - start, *(split(box, app, start, served) if box.title == "piku" else ())


def told(row):
    live, whole, *parts = row
    return f"{live:.2f} s" + (" (" + ", ".join(f"{name} {part:.2f}" for name, part in zip(PARTS, parts)) + ")" if parts else "") + f"; the whole `git push` {whole:.2f} s"


def pushes(box, kind, count=5):
    app = App(box, kind)
    first, *rest = [once(box, app, f"v{version}") for version in range(count + 1)]
    second = [statistics.median(column) for column in zip(*rest)]
    print(f"{box.title}, `{kind}`, the first push: {told(first)}")
    print(f"{box.title}, `{kind}`, a one-line change (median of {count}): {told(second)}")
    app.remove()
    return second[0]


print("\npushes: from the start of `git push` until the new version answers")
for name, means in PARTS.items():
    print(f"  {name}: {means}")
print("  (`web` is the example without its worker, which has to stay up for 3 s before a release is live)")
took = [{kind: pushes(box, kind) for kind in EXAMPLES} for box in boxes()]
for kind in EXAMPLES if len(took) > 1 else []:
    print(f"`{kind}`: {took[1][kind] / took[0][kind]:.1f} x faster than the original")
