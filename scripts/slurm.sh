#!/usr/bin/env bash
# A throw-away Slurm cluster on loopback, for tests: a controller, two nodes on this machine, and the REST daemon.
#   slurm.sh install          installs Debian's packages (as root); nothing of them is started
#   slurm.sh start DIR        starts a cluster whose every file is in DIR, and writes DIR/url and DIR/token
#   slurm.sh node DIR NAME    starts the daemon of a node again: n1 or n2
#   slurm.sh stop DIR         ends what it started
# It needs neither systemd nor cgroups. Jobs run as the user that DIR/user names.
set -euo pipefail

packages=(slurmctld slurmd slurmrestd slurm-client slurm-wlm-jwt-plugin munge)
daemons=(munged slurmctld slurmd slurmrestd scontrol sinfo)

fail() { echo "slurm.sh: $*" >&2; exit 1; }

installed() {
    local program
    for program in "${daemons[@]}"; do
        PATH=$PATH:/usr/sbin command -v "$program" >/dev/null || return 1
    done
}

# Debian starts daemons when it installs them, unless this file forbids it.
install() {
    installed && return 0
    [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null || fail "no root or no apt: it cannot be installed"
    local veto=/usr/sbin/policy-rc.d made=
    [ -e "$veto" ] || { printf '#!/bin/sh\nexit 101\n' >"$veto"; chmod 755 "$veto"; made=1; }
    local apt=(apt-get -q -y -o DPkg::Lock::Timeout=480 --no-install-recommends install "${packages[@]}") status=0
    export DEBIAN_FRONTEND=noninteractive
    "${apt[@]}" || { apt-get -q -o DPkg::Lock::Timeout=480 update && "${apt[@]}"; } || status=$?
    [ -z "$made" ] || rm -f "$veto"
    return "$status"
}

# Ports that nothing listens on, one after the other.
free_ports() {
    local base offset
    for base in $(shuf -i 20000-31000 -n 20); do
        for offset in 0 1 2 3; do
            ! (exec 3<>"/dev/tcp/127.0.0.1/$((base + offset))") 2>/dev/null || continue 2
        done
        echo "$base"
        return
    done
    fail "no free ports between 20000 and 31000"
}

write_configuration() {
    local host base=$2
    host=$(hostname -s)
    cat >"$1/slurm.conf" <<CONF
ClusterName=apc
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$base
SlurmUser=slurm
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket=$1/munge/socket
AuthAltTypes=auth/jwt
AuthAltParameters=jwt_key=$1/jwt.key
CredType=cred/munge
StateSaveLocation=$1/state
SlurmdSpoolDir=$1/spool-%n
SlurmctldPidFile=$1/run/slurmctld.own
SlurmdPidFile=$1/run/%n.own
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
JobCompType=jobcomp/none
MpiDefault=none
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerParameters=sched_interval=1,bf_interval=2,sched_min_interval=0,batch_sched_delay=0
SlurmdTimeout=15
SlurmctldTimeout=30
InactiveLimit=0
KillWait=2
MinJobAge=300
ReturnToService=2
SlurmdParameters=config_overrides
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + 1)) CPUs=2 RealMemory=1000 State=UNKNOWN
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((base + 2)) CPUs=2 RealMemory=1000 State=UNKNOWN
PartitionName=tests Nodes=ALL Default=YES MaxTime=60 State=UP OverSubscribe=NO
CONF
}

run() {
    local directory=$1 name=$2
    shift 2
    setsid "$@" >>"$directory/log/$name" 2>&1 </dev/null &
    echo $! >"$directory/run/$name"
}

# Waits for a condition, at most 30 s.
await() {
    local what=$1 _
    shift
    for _ in $(seq 150); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.2
    done
    fail "$what: not within 30 s; see the logs in $directory/log"
}

start() {
    directory=$(realpath -m "$1")
    [ "$(id -u)" -eq 0 ] || fail "it must be root to start daemons of other users"
    installed || fail "Slurm is not installed; type: $0 install"
    export PATH=$PATH:/usr/sbin SLURM_CONF=$directory/slurm.conf
    mkdir -p "$directory"/{state,log,run,munge,jobs}
    chmod 755 "$directory" "$directory"/{state,log,run,munge,jobs}
    # Whoever has the directory can start a node again.
    cp "${BASH_SOURCE[0]}" "$directory/slurm.sh"
    local base user=daemon
    base=$(free_ports)
    write_configuration "$directory" "$base"
    head -c 128 /dev/urandom >"$directory/munge/key"
    head -c 32 /dev/urandom >"$directory/jwt.key"
    chmod 400 "$directory/munge/key"
    chmod 600 "$directory/jwt.key"
    chown slurm "$directory/jwt.key" "$directory/state"
    chown "$user" "$directory/jobs"
    run "$directory" munged munged --foreground --force --key-file="$directory/munge/key" \
        --socket="$directory/munge/socket" --pid-file="$directory/munge/own" --log-file="$directory/log/munge" \
        --seed-file="$directory/munge/seed"
    await munged test -S "$directory/munge/socket"
    run "$directory" slurmctld slurmctld -D -f "$SLURM_CONF"
    node "$directory" n1
    node "$directory" n2
    SLURM_JWT=daemon run "$directory" slurmrestd slurmrestd -a rest_auth/jwt -s openapi/v0.0.38 -u nobody -f "$SLURM_CONF" \
        "127.0.0.1:$((base + 3))"
    await "two idle nodes" both_idle
    (umask 077 && scontrol token username="$user" lifespan=7200 | cut -d= -f2 >"$directory/token")
    echo "$user" >"$directory/user"
    echo "http://127.0.0.1:$((base + 3))" >"$directory/url"
}

both_idle() { [ "$(sinfo -h -t idle -o %D)" = 2 ]; }

node() {
    directory=$(realpath "$1")
    export PATH=$PATH:/usr/sbin SLURM_CONF=$directory/slurm.conf
    run "$directory" "$2" slurmd -D -N "$2" -f "$SLURM_CONF"
}

stop() {
    local directory=$1 name _
    for name in slurmrestd n1 n2 slurmctld munged; do
        [ -f "$directory/run/$name" ] || continue
        kill "$(cat "$directory/run/$name")" 2>/dev/null || continue
        for _ in $(seq 50); do
            kill -0 "$(cat "$directory/run/$name")" 2>/dev/null || break
            sleep 0.1
        done
    done
}

verb=${1:-}
case $verb in
    install) install ;;
    start | stop) "$verb" "${2:?a directory}" ;;
    node) node "${2:?a directory}" "${3:?n1 or n2}" ;;
    *) sed -n '2,7s/^# \{0,1\}//p' "$0"; exit 2 ;;
esac
