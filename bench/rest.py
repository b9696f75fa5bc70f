"""What pikud takes while nothing happens, with more and more apps; after a start; and for one site that changes."""
import os
import signal
import time

from box import Piku, cpu_seconds, files, pss_mb, run, until, wanted

COUNTS = (100, 1000)
MINUTE = 60
QUIET = 2
TOUCHES = 10000


def own_seconds(pid):
    """Of a processor, by the process itself: without the children that it has waited for."""
    with open(f"/proc/{pid}/stat") as file:
        return sum(map(int, file.read().rpartition(")")[2].split()[11:13])) / os.sysconf("SC_CLK_TCK")


def at_rest(box):
    """Milliseconds of the processor in a minute in which nothing happens, and what was written below the root meanwhile."""
    pid, before, start = box.server("pikud"), written(box), own_seconds(box.server("pikud"))
    time.sleep(MINUTE)
    return (own_seconds(pid) - start) * 1000, [path for path, seen in written(box).items() if before.get(path) != seen]


def written(box):
    return {path: seen for path, seen in files(box.root).items() if not path.startswith("logs/")}


def after_a_start(box):
    """Milliseconds until every app was looked at anew, all that it has read: until pikud has come to rest."""
    os.kill(box.server("pikud"), signal.SIGTERM)
    until(lambda: not os.path.exists(f"/proc/{box.server('pikud')}"), "the end of pikud", 30)
    run([f"{os.path.dirname(os.path.realpath(__file__))}/../run", "start-only"], env=os.environ)
    pid = box.server("pikud")
    seen, since = own_seconds(pid), time.monotonic()
    while time.monotonic() - since < QUIET:
        time.sleep(0.05)
        if own_seconds(pid) != seen:
            seen, since = own_seconds(pid), time.monotonic()
    return seen * 1000


def touched(box):
    """Milliseconds by pikud for as many changes of one file as there can be."""
    pid, path = box.server("pikud"), f"{box.root}/nginx/sites/static-1.conf"
    before = own_seconds(pid)
    for _ in range(TOUCHES):
        os.utime(path)
    time.sleep(QUIET)  # What follows counts too.
    return (own_seconds(pid) - before) * 1000


def changed(box):
    """Milliseconds by pikud itself and by the programs that it runs, and the sites that were written, when one app gets another host name."""
    pid, before = box.server("pikud"), written(box)
    own, all_of_it = own_seconds(pid), cpu_seconds(pid)
    box.verb("config:set", "static-1", "NGINX_SERVER_NAME=other.localhost")
    time.sleep(2)  # Passes that follow by themselves count too.
    own, all_of_it = own_seconds(pid) - own, cpu_seconds(pid) - all_of_it
    sites = [path for path, seen in written(box).items() if path.startswith("nginx/sites/") and before.get(path) != seen]
    return own * 1000, (all_of_it - own) * 1000, sites


print(f"\nrest: `static` apps with a site each ({', '.join(map(str, COUNTS))} of them), of which nothing is asked")
box, rest, filled = Piku(), {}, 0
for count in COUNTS:
    box.fill("static", filled + 1, count)
    filled = count
    time.sleep(MINUTE + 5)  # The first look after a change reads.
    rest[count], written_to = at_rest(box)
    print(f"{count} apps: {rest[count]:.0f} ms of the processor by pikud in a minute, {pss_mb([box.server('pikud')]):.1f} MB PSS, {len(written_to)} files written{''.join(f' {path}' for path in written_to[:3])}")
wanted("a minute at rest with 1,000 apps", rest[1000], 60, "ms of the processor")
wanted("a minute at rest, 1,000 apps by ten times 100", rest[1000] / (10 * rest[100]), 1.3, "x")
wanted("files that a minute at rest writes", len(written_to), 0, "files")
wanted("pikud with 1,000 apps", pss_mb([box.server("pikud")]), 40, "MB PSS")
own, others, sites = changed(box)
print(f"one other host name beside {COUNTS[-1] - 1} apps: {own:.0f} ms by pikud itself, {others:.0f} ms by what it runs (nginx reads all sites to test them), written: {', '.join(sites)}")
wanted("sites that are written when one changes", len(sites), 1, "files")
often = touched(box)
print(f"{TOUCHES} changes of one site's file: {often:.0f} ms by pikud")
wanted(f"{TOUCHES} changes of one file", often, 200, "ms of the processor")
fresh = after_a_start(box)
print(f"a start with {COUNTS[-1]} apps, until each was looked at: {fresh:.0f} ms by pikud")
wanted("a look at everything, all of it read, of 1,000 apps", fresh, 1000, "ms of the processor")
