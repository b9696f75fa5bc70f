"""A private piku under measurement: how it is pushed to, asked and weighed. Each part of the bench begins with one without apps."""
import datetime
import http.client
import json
import os
import shlex
import shutil
import subprocess
import tempfile
import threading
import time

HERE = os.path.dirname(os.path.realpath(__file__))

# Which example shows a kind of app, and which of its files says what visitors get.
EXAMPLES = {"wsgi": ("python-wsgi", "app.py"), "web": ("web", "server.py"), "static": ("static", "public/index.html")}


class Piku:
    title = "piku"
    needs_requirements = False  # Whether a program of Python is none without a requirements.txt.
    env = ""  # Lines that every app's ENV file needs here.

    def __init__(self):
        self.root = os.environ["PIKU_ROOT"]
        self.port = int(os.environ["PIKU_HTTP_PORT"])
        self.ssh = shlex.split(os.environ["PIKU_SSH"])
        self.git_ssh = os.environ["PIKU_GIT_SSH_COMMAND"]
        self.remote = os.environ["PIKU_REMOTE_PREFIX"]
        self.vassals = f"{self.root}/uwsgi-enabled"

    def local(self, *words):
        """A verb as a command line of the box itself."""
        return [f"{self.root}/bin/piku", "--root", self.root, *words]

    def over_ssh(self, *words):
        return [*self.ssh, shlex.join(words)]

    def verb(self, *words):
        run(self.over_ssh(*words))

    def events(self, app):
        """What is recorded of an app: (type, data, time in seconds), oldest first."""
        lines = map(json.loads, run(self.local("export")).splitlines()[1:])
        return [(e["type"], e["data"], seconds(e["at"])) for e in lines if e["app"] == app]

    def server(self, name):
        with open(f"{self.root}/run/{name}.pid") as file:
            return int(file.read())

    def fill(self, kind, first, last):
        """Apps from first to last that were never pushed: their events and files are made, and the daemon does the rest."""
        shutil.copytree(os.environ["PIKU_FILL"], f"{self.root}/fill", dirs_exist_ok=True)
        run(["dotnet", f"{self.root}/fill/Fill.dll", self.root, kind, str(first), str(last)], **owner_of(self.root))
        until(lambda: all(self.is_settled(f"{kind}-{i}") for i in range(first, last + 1)), f"the end of all passes over {last} apps", 300)

    def is_settled(self, app):
        try:
            with open(f"{self.root}/run/verdicts/{app}") as file:
                return file.read().split(" ")[1] == "converged"
        except FileNotFoundError:
            return False


class App:
    """A working copy of an example that a box serves under a name of its own, and whose page says which version answers."""

    def __init__(self, box, kind, name=None):
        self.box, self.kind, self.name = box, kind, name or f"bench-{kind}"
        self.host = f"{self.name}.localhost"
        example, self.page = EXAMPLES[kind]
        self.work = tempfile.mkdtemp()
        self.git = ["git", "-C", self.work, "-c", "user.name=bench", "-c", "user.email=bench@localhost"]
        shutil.copytree(f"{HERE}/../examples/{example}", self.work, dirs_exist_ok=True)
        with open(f"{self.work}/Procfile") as file:
            only = next(line for line in file if line.startswith(f"{kind}:"))
        self.write("Procfile", only)
        with open(f"{self.work}/ENV", "a") as file:
            file.write(f"NGINX_SERVER_NAME={self.host}\n{box.env}")
        with open(f"{self.work}/{self.page}") as file:
            self.text = file.read()
        if kind == "web" and box.needs_requirements:
            self.write("requirements.txt", "")
        run([*self.git, "init", "-qb", "main"])

    def write(self, name, text):
        with open(f"{self.work}/{name}", "w") as file:
            file.write(text)

    def commit(self, version):
        """One changed line, so that the page has "by VERSION." in it."""
        self.write(self.page, self.text.replace(" from ", f" by {version}. from ", 1))
        run([*self.git, "add", "-A"])
        run([*self.git, "commit", "-qm", f"Be {version}"])

    def start_push(self, what="main"):
        return Started([*self.git, "push", "-qf", f"{self.box.remote}{self.name}", f"{what}:main"], env=dict(os.environ, GIT_SSH_COMMAND=self.box.git_ssh))

    def push(self, what="main"):
        self.start_push(what).end()

    def asked(self):
        return asked(self.box.port, self.host)

    def until_served(self, text):
        """The moment at which it was first served."""
        until(lambda: text in self.asked(), f"{self.host} with {text!r}", 120)
        return time.time()

    def remove(self):
        shutil.rmtree(self.work)


class Started:
    """A command under way, and the moment of its end."""

    def __init__(self, command, **options):
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
        self.waiting = threading.Thread(target=self.wait)
        self.waiting.start()

    def wait(self):
        self.said, _ = self.process.communicate()
        self.ended = time.time()

    def end(self):
        self.waiting.join()
        if self.process.returncode:
            raise SystemExit(f"Error: {shlex.join(self.process.args)} ended with {self.process.returncode}:\n{self.said}")
        return self.ended


def asked(port, host):
    """The page, or an empty one when none came."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/", headers={"Host": host})
        return connection.getresponse().read().decode()
    except (OSError, http.client.HTTPException):
        return ""
    finally:
        connection.close()


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **options)
    if done.returncode:
        raise SystemExit(f"Error: {shlex.join(command)} ended with {done.returncode}:\n{done.stdout}")
    return done.stdout


def owner_of(path):
    """How subprocess is told to run something as the owner of a folder, where that is somebody else."""
    owner = os.stat(path)
    return dict(user=owner.st_uid, group=owner.st_gid, extra_groups=[], cwd=path, env={"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": path}) if os.geteuid() != owner.st_uid else {}


def until(condition, what, patience, every=0.002):
    deadline = time.monotonic() + patience
    while not condition():
        if time.monotonic() > deadline:
            raise SystemExit(f"Error: waited {patience} s in vain for {what}.")
        time.sleep(every)


def seconds(stamp):
    return datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00")).timestamp()


def tree(pid):
    """A process and all that descend from it."""
    children = {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{name}/stat") as file:
                children.setdefault(int(file.read().rpartition(")")[2].split()[1]), []).append(int(name))
        except OSError:
            pass  # It has ended meanwhile.
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def same_program(pids):
    """Those of a tree that are only forks of the first."""
    lines = {}
    for pid in pids:
        try:
            with open(f"/proc/{pid}/cmdline") as file:
                lines[pid] = file.read()
        except OSError:
            pass  # It has ended meanwhile.
    return [pid for pid, line in lines.items() if line == lines.get(pids[0])]


def pss_mb(pids):
    total = 0
    for pid in pids:
        try:
            with open(f"/proc/{pid}/smaps_rollup") as rollup:
                total += next(int(line.split()[1]) for line in rollup if line.startswith("Pss:"))
        except (OSError, StopIteration):
            pass  # It has ended meanwhile.
    return total / 1024


def files(root):
    """Path → when and what was written there last."""
    found = {}
    for folder, _, names in os.walk(root):
        for name in names:
            path = f"{folder}/{name}"
            try:
                seen = os.lstat(path)
                found[os.path.relpath(path, root)] = (seen.st_mtime_ns, seen.st_ino, seen.st_size)
            except FileNotFoundError:
                pass  # It has gone meanwhile.
    return found


def cpu_seconds(pid):
    """Of a process and of the children that it has waited for."""
    with open(f"/proc/{pid}/stat") as file:
        return sum(map(int, file.read().rpartition(")")[2].split()[11:15])) / os.sysconf("SC_CLK_TCK")


def wanted(what, figure, limit, unit):
    """Notes whether a figure is as small as it should be, for the end of the report."""
    with open(os.environ["PIKU_WANTED"], "a") as file:
        file.write(f"{what}: {figure:.4g} {unit}, wanted at most {limit:g} {unit} {'met' if figure <= limit else 'missed'}\n")


def boxes():
    """This piku, and the original where one was given."""
    yield Piku()
    if os.environ.get("PIKU_PEER"):
        from original import Original
        with Original(os.environ["PIKU_PEER"]) as original:
            yield original
