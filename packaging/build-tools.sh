# Sourced by ./run and ./test: Debian's packages, and the native binaries.

# What piku runs with, and what it is built with.
packages=(uwsgi-core uwsgi-plugin-python3 nginx-light openssh-server openssh-client git python3 python3-venv curl lego clang zlib1g-dev bubblewrap rsync openssh-sftp-server)
# What specs need besides.
spec_packages=(
    busybox fish groff-base mandoc shellcheck zsh
    lintian systemd-container debootstrap iproute2
    git-lfs pebble faketime qemu-user golang-go cargo uwsgi-plugin-php php-cli composer
    python3-poetry pipenv python3-gevent uwsgi-plugin-gevent-python3 python3-greenlet uwsgi-plugin-asyncio-python3 uwsgi-plugin-greenlet-python3
    ruby ruby-bundler ruby-rack uwsgi-plugin-rack-ruby3.1 default-jdk-headless uwsgi-plugin-jwsgi-openjdk-17
    maven libmaven-compiler-plugin-java libmaven-jar-plugin-java libmaven-resources-plugin-java libsurefire-java leiningen
)

# What the binaries for arm64 are built with on another machine, and what runs them there.
cross_packages=(clang lld gcc-aarch64-linux-gnu libc6-dev-arm64-cross zlib1g-dev)
cross_linker=(-p:CppCompilerAndLinker=clang -p:LinkerFlavor=lld -p:ObjCopyName=aarch64-linux-gnu-objcopy)

# Debian's npm is several hundred packages; a machine that has Node from elsewhere has npm with it.
command -v node >/dev/null || spec_packages+=(nodejs)
command -v npm >/dev/null || spec_packages+=(npm)

need_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# install_missing PACKAGE… : those of Debian's packages that are not there yet.
install_missing() {
    local package missing=()
    for package in "$@"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} = 0 ] && return
    echo "-----> Installing ${missing[*]}"
    # Debian starts servers of its own upon installation, on the ports of everybody; ours are private.
    local policy=/usr/sbin/policy-rc.d placed=
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' | need_root tee $policy >/dev/null
        need_root chmod +x $policy
        placed=yes
    fi
    need_root apt-get update -qq
    need_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
    [ -z $placed ] || need_root rm $policy
}

# publish FOLDER [RID] : the native binaries, unless the sources are the same as at the last time; for this machine, or for linux-arm64 or linux-x64.
publish() {
    local folder=$1 rid=${2:-$(native_rid)} sources
    sources=$(git ls-files -co --exclude-standard -- 'Piku.Domain' 'Piku.Reconciler' 'Piku.Ssh' '*.props' global.json | sort | xargs -d '\n' sha256sum 2>/dev/null | sha256sum | cut -c1-64)
    [ -x "$folder/piku" ] && [ "$(cat "$folder/.sources" 2>/dev/null)" = "$sources" ] && return
    echo "-----> Publishing the native binaries (a minute or two)"
    rm -rf "$folder.new"
    local project log crossing=()
    log=$(mktemp)
    [ "$rid" = "$(native_rid)" ] || crossing=("${cross_linker[@]}")
    for project in Piku.Reconciler Piku.Ssh; do
        dotnet publish "$project" -c Release -r "$rid" "${crossing[@]}" -o "$folder.new" --nologo -v quiet >"$log" 2>&1 || { cat "$log" >&2; exit 1; }
    done
    rm -f "$log" "$folder.new"/*.{dbg,xml,pdb}
    echo "$sources" > "$folder.new/.sources"
    rm -rf "$folder"
    mv "$folder.new" "$folder"
}

# publish_halting FOLDER FROM : the binaries of FROM with a pikud that can be stopped between two steps, for specs; unless it is of the same sources.
publish_halting() {
    local folder=$1 from=$2 log
    cmp -s "$from/.sources" "$folder/.sources" && return
    rm -rf "$folder.new"
    log=$(mktemp)
    # In folders of its own, or what is shipped would have to be compiled again after it.
    dotnet publish Piku.Reconciler -c Release -r "$(native_rid)" -p:PikuHalts=true -p:IntermediateOutputPath=obj/halting/ -p:OutputPath=bin/halting/ \
        -o "$folder.new" --nologo -v quiet >"$log" 2>&1 || { cat "$log" >&2; rm -f "$log"; return 1; }
    rm -f "$log" "$folder.new"/*.{dbg,xml,pdb}
    cp "$from"/piku "$from"/*.so "$from/.sources" "$folder.new"
    rm -rf "$folder"
    mv "$folder.new" "$folder"
}

native_rid() {
    case $(uname -m) in
        aarch64) echo linux-arm64 ;;
        *) echo linux-x64 ;;
    esac
}
