# Sourced by ./run, with the checkout's folder in $here. Starts and stops the servers of a private root.
# Several can run side by side; each then needs values of its own for these:
#   PIKU_STATE       the state folder, an absolute path; made if it is not there
#   PIKU_SSH_PORT    where sshd listens
#   PIKU_HTTP_PORT   where nginx listens
#   PIKU_HTTPS_PORT  where nginx listens for HTTPS
#   PIKU_APP_PORTS   the ports that apps are given, such as 20000-20999
#   PIKU_BIN         a folder of binaries that are published already; nothing is installed or built then
. packaging/build-tools.sh

ssh_port=${PIKU_SSH_PORT:-2222}
http_port=${PIKU_HTTP_PORT:-8080}
https_port=${PIKU_HTTPS_PORT:-8443}
app_ports=${PIKU_APP_PORTS:-20000-20999}
bin=${PIKU_BIN:-$here/artifacts/bin}
state=${PIKU_STATE:-$here/state}
env_file=$state/run.env

# Whom everything runs as: the caller, or an unprivileged user when the caller is root; and where the root folder is: in
# state/, unless that user cannot get there (a checkout below /root, say) or sockets would not fit below so long a path.
choose_user() {
    mkdir -p "$state"
    root=$state
    if [ "$(id -u)" != 0 ]; then
        user=$(id -un)
        [ ${#state} -le 43 ] || root=$HOME/.piku-$(digest)
        mkdir -p "$root"
        return
    fi
    user=piku
    # Of several boxes that begin at once, one makes the user.
    (
        flock 9
        id $user >/dev/null 2>&1 || useradd --system --create-home --home-dir /var/lib/piku --shell /bin/sh $user
    ) 9</etc/passwd
    if [ ${#state} -gt 43 ] || ! setpriv --reuid $user --regid $user --init-groups test -x "$state"; then
        root=/var/lib/piku/$(digest)
    fi
    mkdir -p "$root"
    chown $user: "$root"
}

digest() { printf %s "${state%/state}" | sha256sum | cut -c1-8; }

as_user() {
    if [ "$(id -u)" != 0 ]; then env -i HOME="$HOME" PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin PIKU_ROOT="$root" "$@"
    else setpriv --reuid $user --regid $user --groups "$(id -G $user | tr ' ' ,)${more_groups:+,$more_groups}" env -i HOME="$(getent passwd $user | cut -d: -f6)" USER=$user PATH=/usr/local/bin:/usr/bin:/bin:/usr/sbin PIKU_ROOT="$root" "$@"
    fi
}

alive() { [ -s "$root/run/$1.pid" ] && kill -0 "$(cat "$root/run/$1.pid")" 2>/dev/null && grep -qa "${2:-$1}" "/proc/$(cat "$root/run/$1.pid")/cmdline" 2>/dev/null; }

# start NAME COMMAND… : in the background, its number in run/NAME.pid and its output in logs/NAME.log.
start() {
    local name=$1
    shift
    alive "$name" && return
    # Nothing of ours stays open in it, or a pipe behind ./run would never end.
    as_user setsid sh -c 'echo $$ > "$PIKU_ROOT/run/$0.pid"; exec "$@" >>"$PIKU_ROOT/logs/$0.log" 2>&1' "$name" "$@" </dev/null >/dev/null 2>&1 &
    disown
}

# until_true SECONDS WHAT COMMAND… : waits for a command to succeed.
until_true() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" >/dev/null 2>&1; do
        [ $SECONDS -lt $deadline ] || { echo "Error: $what did not come up; see the logs in $root/logs." >&2; exit 1; }
        read -rt 0.02 <> <(:) || true
    done
}

private_start() {
    if [ -z "${PIKU_BIN:-}" ]; then
        install_missing "${packages[@]}"
        publish "$bin"
    fi
    choose_user
    [ "$root" = "$state" ] || echo "-----> $state is too long a path, or out of reach for $user, so the root folder is $root"

    # The binaries are run from the root folder, so that a new build waits for the next start.
    mkdir -p "$root/bin"
    if ! cmp -s "$bin/.sources" "$root/bin/.sources"; then
        alive pikud && stop_one pikud
        rm -rf "$root/bin"
        cp -r "$bin" "$root/bin"
        chmod -R a+rX "$root/bin"
    fi
    piku=$root/bin/piku

    as_user "$piku" --root "$root" setup --http-listen 127.0.0.1:"$http_port" --tls-listen 127.0.0.1:"$https_port" --port-range "$app_ports" --authorized-keys "$root/ssh/authorized_keys" >/dev/null
    make_keys
    # Where the kernel does not give terminals to the group tty by itself, as in some containers, an sshd that is not root's has to be able to.
    more_groups=tty start sshd /usr/sbin/sshd -D -e -f "$root/ssh/sshd_config"
    # What it was started with may have changed, and an Emperor reads it only then.
    if alive emperor && ! cmp -s "$root/uwsgi/emperor.ini" "$root/run/emperor.started"; then stop_one emperor; fi
    cp "$root/uwsgi/emperor.ini" "$root/run/emperor.started"
    start emperor /usr/bin/uwsgi-core --ini "$root/uwsgi/emperor.ini"
    alive nginx || end_remains_of_nginx
    alive nginx || as_user /usr/sbin/nginx -c "$root/nginx/nginx.conf" -e "$root/logs/nginx-error.log" </dev/null >/dev/null 2>&1 \
        || { echo "Error: nginx did not start; see $root/logs/nginx-error.log." >&2; exit 1; }
    start pikud "$root/bin/pikud" --root "$root"
    until_true 40 sshd ssh-keyscan -p "$ssh_port" 127.0.0.1
    until_true 40 "uWSGI's Emperor" test -S "$root/run/emperor.sock"
    until_true 40 nginx curl -s -o /dev/null http://127.0.0.1:"$http_port"/
    # Held from the moment on in which it takes requests.
    until_true 40 pikud as_user sh -c 'test -f "$1" && ! flock --shared --nonblock "$1" true' - "$root/run/pikud.lock"
    write_env
}

# What outlives an nginx whose master was killed: its workers, which keep the port, and the socket, which the next one cannot bind
# to. The workers are known by this root's error log, which they have open.
end_remains_of_nginx() {
    local pid pids
    pids=$(find /proc/[0-9]*/fd -lname "$root/logs/nginx-error.log" 2>/dev/null | cut -d/ -f3 | sort -u) || true
    [ -z "$pids" ] || kill $pids 2>/dev/null || true
    for pid in $pids; do until_true 10 "the end of nginx's worker $pid" eval "! kill -0 $pid"; done
    rm -f "$root/run/nginx.sock"
}

# A host key and a client key, made once for this root.
make_keys() {
    as_user mkdir -p "$root/ssh"
    [ -f "$root/ssh/host_key" ] || as_user ssh-keygen -q -t ed25519 -N '' -C piku-host -f "$root/ssh/host_key"
    mkdir -p "$state/client"
    chmod 700 "$state/client"
    [ -f "$state/client/key" ] || ssh-keygen -q -t ed25519 -N '' -C "$(id -un)@$(hostname)" -f "$state/client/key"
    echo "[127.0.0.1]:$ssh_port $(cut -d' ' -f1,2 "$root/ssh/host_key.pub")" > "$state/client/known_hosts"
    as_user "$piku" --root "$root" setup:ssh - --name laptop < "$state/client/key.pub" >/dev/null
    as_user tee "$root/ssh/sshd_config" >/dev/null <<CONF
Port $ssh_port
ListenAddress 127.0.0.1
HostKey $root/ssh/host_key
PidFile none
AuthorizedKeysFile $root/ssh/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
AcceptEnv GIT_PROTOCOL LANG LC_* NO_COLOR COLUMNS
Subsystem sftp internal-sftp
ClientAliveInterval 30
CONF
}

write_env() {
    local ssh="ssh -i $state/client/key -o IdentitiesOnly=yes -o UserKnownHostsFile=$state/client/known_hosts -o LogLevel=ERROR -p $ssh_port"
    cat > "$env_file" <<ENV
PIKU_URL='http://127.0.0.1:$http_port'
PIKU_TLS_URL='https://127.0.0.1:$https_port'
PIKU_SSH='$ssh $user@127.0.0.1'
PIKU_GIT_SSH_COMMAND='$ssh'
PIKU_REMOTE_PREFIX='$user@127.0.0.1:'
PIKU_ROOT='$root'
ENV
}

first_push() {
    . "$env_file"
    if ! $PIKU_SSH apps | grep -qFx '*python-wsgi'; then
        local work
        work=$(mktemp -d)
        cp -r examples/python-wsgi/. "$work"
        git -C "$work" init -q -b main
        git -C "$work" add -A
        git -C "$work" -c user.name=piku -c user.email=piku@localhost commit -qm "Say hello"
        echo "-----> git push ${PIKU_REMOTE_PREFIX}python-wsgi main"
        GIT_SSH_COMMAND=$PIKU_GIT_SSH_COMMAND git -C "$work" push -q "${PIKU_REMOTE_PREFIX}python-wsgi" main
        rm -rf "$work"
        $PIKU_SSH config:set python-wsgi "NGINX_SERVER_NAME='127.0.0.1 localhost python-wsgi.localhost'"
    fi
    echo "-----> curl $PIKU_URL"
    curl -sSf "$PIKU_URL"
}

tell() {
    cat <<TEXT

$PIKU_URL serves examples/python-wsgi, and $PIKU_TLS_URL too, with a certificate that piku made. To push an app of your own:
    git remote add piku ${PIKU_REMOTE_PREFIX}myapp
    GIT_SSH_COMMAND='$PIKU_GIT_SSH_COMMAND' git push piku main
Three verbs to try:
    $PIKU_SSH apps
    $PIKU_SSH config:set python-wsgi GREETING=hello
    $PIKU_SSH logs python-wsgi
All of this is in $env_file, for scripts. ./run stop ends it.
TEXT
}

stop_one() {
    local pid signal=TERM
    alive "$1" || return 0
    pid=$(cat "$root/run/$1.pid")
    [ "$1" = emperor ] && signal=QUIT
    kill -$signal "$pid"
    until_true 130 "the end of $1" eval "! kill -0 $pid"
}

private_stop() {
    choose_user
    local name
    for name in pikud emperor nginx sshd; do
        alive $name && echo "-----> Stopping $name"
        stop_one $name
    done
    end_remains_of_nginx
}

private_status() {
    choose_user
    local name down=0
    for name in sshd nginx emperor pikud; do
        if alive $name; then echo "$name runs ($(cat "$root/run/$name.pid"))"; else echo "$name does not run"; down=1; fi
    done
    return $down
}
