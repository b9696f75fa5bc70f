"""What a verb costs: the whole process, on the box and over ssh."""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from box import Piku, boxes, run


def median_ms(command, runs=40):
    """The whole process, from start to end; the median of some runs, and the fastest."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), min(times)


def resident_mb(command):
    """The most that one run held, by the kernel's account, which never says less than what the process that started it held: so that one is small."""
    small = "import os, sys; os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], {}, file_actions=[(os.POSIX_SPAWN_OPEN, 1, '/dev/null', 1, 0)]), 0); import resource; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)"
    return int(run([sys.executable, "-IS", "-c", small, *command])) / 1024


def many_events():
    with tempfile.TemporaryDirectory(dir="/tmp") as root:
        os.makedirs(f"{root}/state")
        run(["dotnet", f"{os.environ['PIKU_FILL']}/Fill.dll", f"{root}/state", "20", "10000"])
        command = [Piku().local()[0], "--root", root, "apps"]
        (nothing, _), (median, least) = median_ms(["/bin/true"]), median_ms(command)
        print(f"verb `apps`, 20 apps, 10,000 events: {median:.1f} ms (fastest {least:.1f}; /bin/true {nothing:.1f}), {resident_mb(command):.1f} MB resident")


if __name__ == "__main__":
    print("\nverbs: the whole process, median")
    many_events()
    for box in boxes():
        local, remote, nothing = (median_ms(command, 15)[0] for command in (box.local("apps"), box.over_ssh("apps"), box.over_ssh("help")))
        print(f"{box.title}, no apps: `apps` {local:.0f} ms, over ssh {remote:.0f} ms; ssh with a verb that does nothing (`help`) {nothing:.0f} ms; {resident_mb(box.local('apps')):.1f} MB resident")
