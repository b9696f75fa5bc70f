"""The original piku, in a root folder of its own beside ours: the same user, the same sshd, an Emperor and an nginx of its own."""
import os
import shlex
import shutil
import signal
import subprocess
import threading

from box import Piku, owner_of, run, until


class Original(Piku):
    title = "the original"
    needs_requirements = True
    fill = None

    def __init__(self, script):
        ours = Piku()
        self.ours, self.script, self.root = ours.root, script, f"{ours.root}-o"
        self.port = ours.port + 1
        key = f"{self.root}-key"
        self.key, theirs = key, ours.ssh[ours.ssh.index("-i") + 1]
        self.ssh = [key if word == theirs else word for word in ours.ssh]
        self.git_ssh = ours.git_ssh.replace(theirs, key)
        self.remote = ours.remote
        self.vassals = f"{self.root}/uwsgi-enabled"
        # It listens everywhere by default, and we stay on this box.
        self.env = "NGINX_IPV4_ADDRESS=127.0.0.1\nDISABLE_IPV6=true\n"
        self.servers = {}
        self.ends = threading.Event()

    def local(self, *words):
        return ["/usr/bin/env", *self.environment(), f"{self.root}/piku.py", *words]

    def environment(self):
        return [f"PIKU_ROOT={self.root}", f"HOME={self.root}", "USER=piku", "PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin"]

    def server(self, name):
        return self.servers[name].pid

    def __enter__(self):
        os.makedirs(self.root)
        self.as_owner = owner_of(self.ours)
        if self.as_owner:
            os.chown(self.root, self.as_owner["user"], self.as_owner["group"])
        with open(self.script) as file:
            text = file.read()
        # Its ports are fixed; nothing else of it is changed.
        self.place("piku.py", text.replace(":80;", f":{self.port};").replace('"443 ssl"', f'"{self.port + 1} ssl"'), 0o755)
        run(self.local("setup"), **self.as_owner)
        run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", self.key])
        with open(f"{self.key}.pub") as public, open(f"{self.ours}/ssh/authorized_keys", "a") as keys:
            keys.write(f'command="{shlex.join(self.local())} $SSH_ORIGINAL_COMMAND",no-agent-forwarding,no-user-rc,no-X11-forwarding,no-port-forwarding {public.read()}')
        self.place("nginx.conf", NGINX.format(root=self.root))
        self.start("emperor", "/usr/bin/uwsgi", "--ini", f"{self.root}/uwsgi/uwsgi.ini")
        self.start("nginx", "/usr/sbin/nginx", "-c", f"{self.root}/nginx.conf", "-e", f"{self.root}/logs/nginx-error.log")
        until(lambda: os.path.exists(f"{self.root}/nginx.pid"), "the original's nginx", 10)
        self.watch = threading.Thread(target=self.reload)
        self.watch.start()
        return self

    def __exit__(self, *_):
        self.ends.set()
        self.watch.join()
        for server, how in (("emperor", signal.SIGQUIT), ("nginx", signal.SIGTERM)):
            self.servers[server].send_signal(how)
            self.servers[server].wait(60)
        shutil.rmtree(self.root)
        for key in (self.key, f"{self.key}.pub"):
            os.remove(key)

    def place(self, name, text, mode=0o644):
        with open(f"{self.root}/{name}", "w") as file:
            file.write(text)
        os.chmod(file.name, mode)

    def start(self, name, *command):
        self.servers[name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **self.as_owner)

    def reload(self):
        """What its path unit of systemd does: nginx reloads when a site has changed."""
        before = self.sites()
        while not self.ends.wait(0.01):
            if (now := self.sites()) != before:
                self.servers["nginx"].send_signal(signal.SIGHUP)
                before = now

    def sites(self):
        return sorted((entry.name, entry.stat().st_mtime_ns) for entry in os.scandir(f"{self.root}/nginx") if entry.name.endswith(".conf"))


NGINX = """
daemon off;
pid {root}/nginx.pid;
error_log {root}/logs/nginx-error.log;
worker_processes auto;
events {{ worker_connections 1024; }}
http {{
    include /etc/nginx/mime.types;
    access_log {root}/logs/nginx-access.log;
    sendfile on;
    tcp_nopush on;
    server_names_hash_bucket_size 128;
    client_body_temp_path {root}/cache/body;
    proxy_temp_path {root}/cache/proxy;
    fastcgi_temp_path {root}/cache/fastcgi;
    uwsgi_temp_path {root}/cache/uwsgi;
    scgi_temp_path {root}/cache/scgi;
    include {root}/nginx/*.conf;
}}
"""
