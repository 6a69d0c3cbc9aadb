#!/bin/sh
# A PostgreSQL server for tests, on the loopback address only, with its data in a temporary folder.
#
#   installer/postgres.sh COMMAND [ARGUMENT...]   starts a server, runs COMMAND with its address in
#                                                 JUSTICE_TEST_SERVER, and throws the server away
#
# Within COMMAND, "$JUSTICE_TEST_SERVER_CONTROL restart" kills the server and starts it again.
# Installs Debian's package postgresql through apt-get where this user may. Set JUSTICE_TEST_SERVER
# beforehand to use a server of your own.
set -eu
cd "$(dirname "$0")/.."

if [ -n "${JUSTICE_TEST_SERVER:-}" ]; then exec "$@"; fi

find_server() { find /usr/lib/postgresql -name pg_ctl -type f 2>/dev/null | sort -V | tail -n 1; }
control=$(find_server)
if [ -z "$control" ]; then
    echo "postgres: installing postgresql ..." >&2
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null 2>&1 ||
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql >/dev/null; } ||
        { echo "postgres: please install Debian's package postgresql" >&2; exit 1; }
    control=$(find_server)
fi

folder=$(mktemp -d)
port=$(.venv/bin/python -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# The server refuses to run as root.
user=""
if [ "$(id -u)" -eq 0 ]; then
    chown postgres "$folder"
    user="runuser -u postgres --"
fi
cat >"$folder/control" <<CONTROL
#!/bin/sh
case \$1 in
    start) $user $control -D $folder/data -l $folder/log -o "-p $port -k $folder -h 127.0.0.1 -c max_connections=200" -w start ;;
    stop) $user $control -D $folder/data -m immediate -w stop ;;
    restart) "\$0" stop; "\$0" start ;;
esac >/dev/null
CONTROL
chmod +x "$folder/control"
# shellcheck disable=SC2064  # the folder is known now
trap "$folder/control stop; rm -rf $folder" EXIT INT TERM

$user "$(dirname "$control")/initdb" -D "$folder/data" -A trust -U sfs >/dev/null
"$folder/control" start
JUSTICE_TEST_SERVER="postgresql://sfs@127.0.0.1:$port/postgres" \
    JUSTICE_TEST_SERVER_CONTROL="$folder/control" "$@"
