#!/bin/sh
# Makes this machine ready to run, test or build the program; quick when nothing is missing.
#
#   installer/setup.sh run     what the program needs: Python, locked libraries, system libraries
#   installer/setup.sh dev     the same and what tests and lint need
#   installer/setup.sh build   the same and what freezing needs
#
# Missing system packages are installed through apt-get where this user may do so (root, or sudo);
# otherwise they are named and nothing is changed. PYTHON=/path/to/python chooses the interpreter.
set -eu
cd "$(dirname "$0")/.."

purpose=${1:-run}
case $purpose in
    run) lock=requirements.lock ;;
    dev | build) lock=requirements-dev.lock ;;
    *) echo "usage: installer/setup.sh run|dev|build" >&2; exit 2 ;;
esac

say() { printf '%s\n' "$*" >&2; }

# ---- system packages -------------------------------------------------------------------------

# apt_install REASON PACKAGE...: installs the packages, or names them and fails.
apt_install() {
    reason=$1
    shift
    say "setup: $reason: installing $* …"
    if ! command -v apt-get >/dev/null 2>&1; then
        say "setup: this system has no apt-get. Please install what Debian calls: $*"
        return 1
    elif [ "$(id -u)" -eq 0 ]; then
        root=""
    elif command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        root=sudo
    else
        say "setup: this user may not install packages. Please ask an administrator for:"
        say "       apt-get install $*"
        return 1
    fi
    # Package lists may be absent or old: try with what is there, then refresh once.
    apt="$root env DEBIAN_FRONTEND=noninteractive apt-get"
    $apt install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 ||
        { $apt update -qq && $apt install -y -qq --no-install-recommends "$@" >/dev/null; } ||
        { say "setup: apt-get could not install: $*"; return 1; }
}

# Shared libraries Qt needs, and the Debian package of each. "screen" is needed everywhere, also
# for drawing off screen; "window" only where a window opens, and in what a build carries along.
libraries='
screen libGL.so.1 libgl1
screen libEGL.so.1 libegl1
screen libfontconfig.so.1 libfontconfig1
screen libxkbcommon.so.0 libxkbcommon0
screen libdbus-1.so.3 libdbus-1-3
screen libglib-2.0.so.0 libglib2.0-0
screen libgssapi_krb5.so.2 libgssapi-krb5-2
screen libatomic.so.1 libatomic1
window libX11-xcb.so.1 libx11-xcb1
window libxcb-cursor.so.0 libxcb-cursor0
window libxcb-icccm.so.4 libxcb-icccm4
window libxcb-image.so.0 libxcb-image0
window libxcb-keysyms.so.1 libxcb-keysyms1
window libxcb-randr.so.0 libxcb-randr0
window libxcb-render-util.so.0 libxcb-render-util0
window libxcb-shape.so.0 libxcb-shape0
window libxcb-sync.so.1 libxcb-sync1
window libxcb-util.so.1 libxcb-util1
window libxcb-xfixes.so.0 libxcb-xfixes0
window libxcb-xkb.so.1 libxcb-xkb1
window libxkbcommon-x11.so.0 libxkbcommon-x11-0
window libcups.so.2 libcups2
'

wanted_libraries() {
    printf '%s' "$libraries" | grep '^screen'
    if [ "$purpose" = build ] || [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
        printf '%s' "$libraries" | grep '^window'
    fi
}

# missing_packages < "GROUP LIBRARY PACKAGE" lines: the packages whose library does not load.
missing_packages() {
    .venv/bin/python -c '
import ctypes, sys
for line in sys.stdin:
    _, library, package = line.split()
    try:
        ctypes.CDLL(library)
    except OSError:
        print(package)
'
}

# ---- Python ----------------------------------------------------------------------------------

# The versions for which every locked library has a wheel: keep in step with requires-python.
fits() { "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null; }

find_python() {
    for candidate in ${PYTHON:-python3 python3.11 python3.12 python3.13}; do
        if fits "$candidate"; then
            command -v "$candidate"
            return
        fi
    done
    say "setup: Python 3.11, 3.12 or 3.13 is needed and was not found."
    return 1
}

make_venv() {
    python=$(find_python)
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        apt_install "Python $version cannot make virtual environments" "python$version-venv"
    fi
    say "setup: making the virtual environment .venv with Python $version …"
    rm -rf .venv
    "$python" -m venv .venv
}

# ---- locked libraries ------------------------------------------------------------------------

# A stamp holds the hash of the lock file that was installed, so a second call has nothing to do.
stamp=.venv/installed-$lock
hash=$(sha256sum "$lock" | cut -d' ' -f1)
if ! fits .venv/bin/python || [ "$(cat "$stamp" 2>/dev/null)" != "$hash" ]; then
    if ! { fits .venv/bin/python && .venv/bin/python -m pip --version >/dev/null 2>&1; }; then
        make_venv
    fi
    say "setup: installing the libraries of $lock, each checked by its hash …"
    rm -f .venv/installed-*
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
        --require-hashes --only-binary :all: -r "$lock"
    printf '%s\n' "$hash" >"$stamp"
    # The development lock holds everything of the other one.
    [ "$lock" = requirements.lock ] || sha256sum requirements.lock | cut -d' ' -f1 >.venv/installed-requirements.lock
fi

# ---- system libraries ------------------------------------------------------------------------

[ "$(uname -s)" = Linux ] || exit 0

missing=$(wanted_libraries | missing_packages)
# shellcheck disable=SC2086  # the list is one package a word
[ -z "$missing" ] || apt_install "system libraries are missing" $missing

if [ "$purpose" = dev ] && ! command -v pdftotext >/dev/null 2>&1; then
    apt_install "tests read printed papers with pdftotext" poppler-utils ||
        say "setup: going on; the tests that need it are skipped."
fi

if [ "$purpose" = build ]; then
    command -v objdump >/dev/null 2>&1 || apt_install "freezing reads libraries" binutils
    # Debian keeps the library that a frozen program carries apart from the interpreter.
    version=$(.venv/bin/python -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    shared=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_config_var("Py_ENABLE_SHARED") or 0)')
    if [ "$shared" = 1 ]; then
        missing=$(echo "build libpython$version.so.1.0 libpython$version" | missing_packages)
        [ -z "$missing" ] || apt_install "freezing carries the Python library along" "$missing"
    fi
fi
