"""Prints piku's figures: what a verb costs, how long a push takes, what the daemon holds."""
import http.client
import os
import resource
import shutil
import statistics
import subprocess
import tempfile
import time

ROOT = os.environ["PIKU_ROOT"]
PIKU = f"{ROOT}/bin/piku"


def median_ms(command, runs=40):
    """The whole process, from start to end; the median of some runs, and the fastest."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        times.append((time.perf_counter() - start) * 1000)
    return statistics.median(times), min(times)


def resident_mb(command):
    """The most that one run held, by the kernel's account."""
    before = os.fork()
    if before == 0:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
        os._exit(min(255, peak // 256))
    return os.waitstatus_to_exitcode(os.waitpid(before, 0)[1]) * 256 / 1024


def pss_mb(pid):
    with open(f"/proc/{pid}/smaps_rollup") as rollup:
        return next(int(line.split()[1]) for line in rollup if line.startswith("Pss:")) / 1024


def verbs():
    with tempfile.TemporaryDirectory(dir="/tmp") as root:
        os.makedirs(f"{root}/state")
        subprocess.run(["dotnet", "run", "-c", "Release", "--project", "bench/Fill", "--", f"{root}/state", "20", "10000"], check=True)
        command = [PIKU, "--root", root, "apps"]
        nothing, _ = median_ms(["/bin/true"])
        median, least = median_ms(command)
        print(f"verb `apps`, 20 apps, 10,000 events: {median:.1f} ms (fastest {least:.1f}; /bin/true {nothing:.1f}), {resident_mb(command):.1f} MB resident")
    print(f"verb `apps` over ssh: {median_ms(os.environ['PIKU_SSH'].split() + ['apps'], 10)[0]:.0f} ms")


def answers(host, text):
    """Asks until the new version answers."""
    deadline = time.perf_counter() + 60
    while time.perf_counter() < deadline:
        connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PIKU_URL"].rsplit(":", 1)[1]), timeout=5)
        connection.request("GET", "/", headers={"Host": host})
        if text in connection.getresponse().read():
            return
        time.sleep(0.002)
    raise SystemExit(f"{host} never answered {text!r}")


APPS = {
    "wsgi": ({"Procfile": "wsgi: app:application\n", "requirements.txt": ""}, "app.py",
             "def application(e, start):\n    start('200 OK', [])\n    return [b'{0}']\n"),
    "web": ({"Procfile": "web: python3 server.py\n"}, "server.py",
            "import os\nfrom http.server import *\nclass H(BaseHTTPRequestHandler):\n    def do_GET(self):\n        self.send_response(200)\n"
            "        self.end_headers()\n        self.wfile.write(b'{0}')\nHTTPServer((os.environ['BIND_ADDRESS'], int(os.environ['PORT'])), H).serve_forever()\n"),
    "static": ({"Procfile": "static: public\n"}, "public/index.html", "{0}"),
}


def pushes(kind, count=5):
    files, changing, template = APPS[kind]
    work = tempfile.mkdtemp()
    git = ["git", "-C", work, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    environment = dict(os.environ, GIT_SSH_COMMAND=os.environ["PIKU_GIT_SSH_COMMAND"])
    subprocess.run(git + ["init", "-qb", "main"], check=True)
    files = dict(files, ENV=f"NGINX_SERVER_NAME=bench-{kind}.localhost\n")
    times, commands = [], []
    for version in range(count + 1):
        for name, text in {**files, changing: template.replace("{0}", f"version {version}.")}.items():
            os.makedirs(os.path.dirname(f"{work}/{name}"), exist_ok=True)
            with open(f"{work}/{name}", "w") as file:
                file.write(text)
        subprocess.run(git + ["add", "-A"], check=True)
        subprocess.run(git + ["commit", "-qm", f"Version {version}"], check=True)
        start = time.perf_counter()
        push = subprocess.Popen(git + ["push", "-q", f"{os.environ['PIKU_REMOTE_PREFIX']}bench-{kind}", "main"], env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        if version:
            answers(f"bench-{kind}.localhost", f"version {version}.".encode())
            times.append(time.perf_counter() - start)
        if push.wait():
            raise SystemExit(f"the push of bench-{kind} failed")
        commands.append(time.perf_counter() - start)
    shutil.rmtree(work)
    print(f"push of a one-line change to `{kind}` until it answers: {statistics.median(times):.2f} s (the whole `git push` {statistics.median(commands[1:]):.2f} s; the first {commands[0]:.2f} s)")


def daemon():
    with open(f"{ROOT}/run/pikud.pid") as pid:
        number = int(pid.read())
    print(f"pikud, idle: {pss_mb(number):.1f} MB PSS")


verbs()
subprocess.run(os.environ["PIKU_SSH"].split() + ["true"], stderr=subprocess.DEVNULL)
print(f"ssh with a verb that does nothing (`help`): {median_ms(os.environ['PIKU_SSH'].split() + ['help'], 10)[0]:.0f} ms")
for each in APPS:
    pushes(each)
daemon()
