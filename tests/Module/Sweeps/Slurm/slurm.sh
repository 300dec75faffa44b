#!/usr/bin/env bash
# A Slurm cluster of two nodes on this machine, in a folder: `slurm.sh start FOLDER`, then SLURM_CONF=FOLDER/slurm.conf
# sbatch ...; `slurm.sh stop FOLDER` ends its processes. It needs no service, no root and no other configuration: its ports,
# its key and everything it writes are its own. Debian: apt-get install slurm-wlm.
set -euo pipefail
action=${1:?start or stop} folder=${2:?a folder}
PATH=$PATH:/usr/sbin:/sbin
export SLURM_CONF=$folder/slurm.conf

# What the daemons would still write down at their end, for up to ten seconds, is deleted anyway.
stop() {
    local file process
    scancel --user="$(id -un)" 2> /dev/null || true
    for _ in {1..50}; do
        [[ -z $(squeue --noheader --states=RUNNING,COMPLETING 2> /dev/null) ]] && break
        sleep 0.1
    done
    for file in "$folder"/*.pid; do
        process=$(cat "$file" 2> /dev/null) && kill -9 "$process" 2> /dev/null || true
    done
}

if [[ $action == stop ]]; then
    stop
    exit
fi

for program in slurmctld slurmd munged sbatch; do
    command -v $program > /dev/null || { echo "$program is not installed" >&2; exit 77; }
done
user=$(id -un) host=$(hostname -s)
mkdir -p "$folder"/{state,spool.n1,spool.n2}
chmod 755 "$folder"
first=$((20000 + RANDOM % 4000 * 3)) # below those that connections are given
(umask 077; head -c 128 /dev/urandom > "$folder/munge.key")
cat > "$folder/slurm.conf" << END
ClusterName=norm
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$first
SlurmUser=$user
SlurmdUser=$user
AuthType=auth/munge
AuthInfo=socket=$folder/munge.socket,cred_expire=5
CredType=cred/munge
StateSaveLocation=$folder/state
SlurmdSpoolDir=$folder/spool.%n
SlurmctldPidFile=$folder/slurmctld.pid
SlurmdPidFile=$folder/slurmd.%n.pid
SlurmctldLogFile=$folder/slurmctld.log
SlurmdLogFile=$folder/slurmd.%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,sched_min_interval=10000,batch_sched_delay=0
SlurmdParameters=config_overrides
ReturnToService=2
KillWait=2
MinJobAge=60
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((first + 1)) CPUs=1 RealMemory=1000
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$((first + 2)) CPUs=1 RealMemory=1000
PartitionName=cpu Nodes=n1,n2 Default=YES MaxTime=INFINITE State=UP
END
trap 'stop; tail -n 5 "$folder"/*.log >&2' ERR
munged --force --socket="$folder/munge.socket" --key-file="$folder/munge.key" --pid-file="$folder/munged.pid" \
    --log-file="$folder/munged.log" --seed-file="$folder/munge.seed" --num-threads=2
slurmctld -c -f "$SLURM_CONF"
slurmd -N n1 -f "$SLURM_CONF"
slurmd -N n2 -f "$SLURM_CONF"
for _ in {1..100}; do
    [[ $(sinfo -h -t idle -o %D 2> /dev/null) == 2 ]] && exit 0
    sleep 0.1
done
sinfo -N -l >&2
false
