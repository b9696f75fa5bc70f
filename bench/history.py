"""What it costs to look back: the whole process, with a million events in the journal, 20 apps, and a release for every fourth of them."""
import os
import tempfile

from box import Piku, run, wanted
from verbs import median_ms, resident_mb

EVENTS = 1_000_000

print(f"\nhistory: {EVENTS:,} events of 20 apps, of which each release has four; the whole process, median")
with tempfile.TemporaryDirectory(dir="/var/tmp") as root:
    os.makedirs(f"{root}/state")
    run(["dotnet", f"{os.environ['PIKU_FILL']}/Fill.dll", f"{root}/state", "released", "20", str(EVENTS)])
    for words, limit in ((["history", "-n", "20"], 40), (["history", "app-7", "-n", "20"], 40), (["releases", "app-7"], 40), (["releases", "app-7", "-n", "200"], None), (["history", "--actor", "nobody"], None)):
        command = [Piku().local()[0], "--root", root, *words]
        median, least = median_ms(command, 30 if limit else 3)
        print(f"`{' '.join(words)}`: {median:.1f} ms (fastest {least:.1f}), {resident_mb(command):.1f} MB resident")
        if limit:
            wanted(f"`{' '.join(words)}` with {EVENTS:,} events", median, limit, "ms")
