# Sourced: a throw-away PostgreSQL on loopback, for tests. It forgets everything, so it need not be safe: fsync is off.

postgresql_bin=
postgresql_data=
postgresql_as=()

find_postgresql() {
    postgresql_bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1)
    [ -x "$postgresql_bin/initdb" ] && return
    postgresql_bin=$(dirname "$(command -v initdb 2>/dev/null)" 2>/dev/null)
    [ -x "$postgresql_bin/initdb" ]
}

# Debian's packages make and start a cluster of their own unless they are told not to, for as long as it takes to install them.
install_postgresql() {
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || return 1
    local apt=(apt-get -q -y -o DPkg::Lock::Timeout=480 --no-install-recommends)
    local veto=/etc/postgresql-common/createcluster.d/zz-apc-tests.conf status
    say "installing PostgreSQL …"
    export DEBIAN_FRONTEND=noninteractive
    { "${apt[@]}" install postgresql-common || { "${apt[@]}" update && "${apt[@]}" install postgresql-common; }; } \
        >"$work/apt.log" 2>&1 || { tail -n 5 "$work/apt.log" >&2; return 1; }
    mkdir -p "${veto%/*}" && echo "create_main_cluster = false" >"$veto"
    "${apt[@]}" install postgresql >"$work/apt.log" 2>&1
    status=$?
    rm -f "$veto"
    [ "$status" -eq 0 ] || tail -n 5 "$work/apt.log" >&2
    return "$status"
}

# initdb and the server refuse to run as root.
choose_user() {
    postgresql_as=()
    [ "$(id -u)" -eq 0 ] || return 0
    local user
    for user in postgres nobody; do
        id "$user" >/dev/null 2>&1 || continue
        postgresql_as=(setpriv --reuid="$user" --regid="$(id -g "$user")" --clear-groups)
        chown "$user" "$1"
        return
    done
    return 1
}

start_postgresql() {
    local directory=$1 attempt port
    if ! find_postgresql && ! { install_postgresql && find_postgresql; }; then
        say "PostgreSQL is not here and cannot be installed (no root, or apt refused): its tests are skipped by name."
        return 1
    fi
    mkdir "$directory" && choose_user "$directory" || return 1
    local data=$directory/data log=$directory/log
    echo apc >"$directory/password" && chmod 644 "$directory/password"
    if ! "${postgresql_as[@]}" "$postgresql_bin/initdb" -D "$data" -U apc -E UTF8 --locale=C.UTF-8 --no-sync \
        --auth-local=scram-sha-256 --auth-host=scram-sha-256 --pwfile="$directory/password" >"$work/initdb.log" 2>&1; then
        cat "$work/initdb.log" >&2
        return 1
    fi
    for attempt in 1 2 3 4 5 6; do
        port=$((20000 + (RANDOM * 32768 + RANDOM) % 12000))
        if (cd "$directory" && "${postgresql_as[@]}" "$postgresql_bin/pg_ctl" -D "$data" -l "$log" -w -s start -o "-p $port \
            -c listen_addresses=127.0.0.1 -c unix_socket_directories=$directory -c max_connections=200 \
            -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c shared_buffers=256MB") >/dev/null 2>&1; then
            postgresql_data=$data
            PGPASSWORD=apc "$postgresql_bin/createdb" -h 127.0.0.1 -p "$port" -U apc apc_test || return 1
            APC_TEST_DATABASE_URL=postgresql://apc:apc@127.0.0.1:$port/apc_test
            say "PostgreSQL $("$postgresql_bin/postgres" --version | grep -o '[0-9][0-9.]*' | head -n 1) on port $port (throw-away, fsync off)"
            return
        fi
    done
    say "PostgreSQL did not start; its tests are skipped by name. The last lines of its log:"
    tail -n 5 "$log" >&2
    return 1
}

stop_postgresql() {
    [ -z "$postgresql_data" ] ||
        (cd / && "${postgresql_as[@]}" "$postgresql_bin/pg_ctl" -D "$postgresql_data" -m immediate -s stop) >/dev/null 2>&1
}
