import { scriptFolder } from './script-folder.ts'

export const runnerPath = `${scriptFolder}/runner.sh`

/** Where the runner's shell is in every container that it runs in. */
export const binFolder = '/millrace/bin'

/**
 * Runs a command as the only child of a container's first process. POSIX `sh` with nothing but builtins and `sleep`,
 * because the image around it may have no other program.
 *
 *     runner.sh step NAME keep|fail continue|stopAndFail SECONDS WORDS COMMAND...
 *     runner.sh sidecar COMMAND...
 *
 * A step leaves `exitCode` in its folder when the task goes on after it. A failure that is kept is `failure`: later steps
 * skip, and the collector fails with it. WORDS is the container's termination message, where every failure is told.
 * Its variables begin with `millrace_`, so that none of the container's own changes on its way to the command.
 */
export const runnerScript = `#!/bin/sh
millrace_kind=$1
shift
if [ "$millrace_kind" = step ]; then
  millrace_step=$1 millrace_on_failure=$2 millrace_on_error=$3 millrace_seconds=$4 millrace_words=$5
  millrace_own=/tekton/steps/$millrace_step
  shift 5
  for millrace_file in /tekton/steps/*/failure; do
    [ ! -e "$millrace_file" ] || exit 0
  done
fi

millrace_child= millrace_told= millrace_again=
millrace_pass() {
  millrace_told=$1 millrace_again=1
  [ -z "$millrace_child" ] || kill -s "$1" "$millrace_child" 2>/dev/null
}
for millrace_signal in HUP INT QUIT USR1 USR2 TERM; do
  trap "millrace_pass $millrace_signal" "$millrace_signal"
done

# By hand: a shell may prefer a builtin or an applet of its own to the image's program of that name.
millrace_program=
case $1 in
*/*) millrace_program=$1 ;;
*)
  IFS=:
  set -f
  for millrace_folder in \${PATH:-/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin}; do
    if [ -f "$millrace_folder/$1" ] && [ -x "$millrace_folder/$1" ]; then
      millrace_program=$millrace_folder/$1
      break
    fi
  done
  set +f
  unset IFS
  ;;
esac

# A signal interrupts wait; only an undisturbed one tells how the child ended.
millrace_wait() {
  [ -z "$millrace_told" ] || kill -s "$millrace_told" "$millrace_child" 2>/dev/null
  millrace_again=1
  while [ -n "$millrace_again" ]; do
    millrace_again=
    wait "$millrace_child"
    millrace_code=$?
  done
}

if [ -f "$millrace_program" ] && [ -x "$millrace_program" ]; then
  shift
  # Shells add these of their own accord.
  (
    unset PWD OLDPWD SHLVL
    exec "$millrace_program" "$@"
  ) &
  millrace_child=$!
  if [ "$millrace_kind" = step ] && [ "$millrace_seconds" != 0 ]; then
    (
      ${binFolder}/sleep "$millrace_seconds"
      : >"$millrace_own/timeout"
      kill -s KILL "$millrace_child"
    ) &
  fi
  millrace_wait
else
  echo "exec: \\"$1\\": no such program, or not executable" >&2
  millrace_code=127
fi

if [ "$millrace_kind" = sidecar ]; then
  [ -n "$millrace_told" ] && exit "$millrace_code"
  [ "$millrace_code" = 0 ] || echo "the sidecar has exited with code $millrace_code; it is not started again" >&2
  ${binFolder}/sleep 2147483647 &
  millrace_child=$!
  millrace_wait
  exit 0
fi

millrace_timeout=
if [ "$millrace_code" = 0 ]; then
  echo 0 >"$millrace_own/exitCode"
  exit 0
elif [ "$millrace_code" = 137 ] && [ -e "$millrace_own/timeout" ]; then
  millrace_code=1 millrace_timeout=timeout
elif [ "$millrace_on_error" = continue ] && [ -n "$millrace_child" ] && [ -z "$millrace_told" ]; then
  echo "$millrace_code" >"$millrace_own/exitCode"
  exit 0
fi
if [ "$millrace_on_failure" = keep ] && [ -z "$millrace_told" ]; then
  echo "$millrace_step $millrace_code $millrace_timeout" >"$millrace_own/failure" || millrace_on_failure=fail
fi
echo "!failed $millrace_step $millrace_code $millrace_timeout" >"$millrace_words"
[ "$millrace_on_failure" = keep ] && [ -z "$millrace_told" ] && exit 0
exit "$millrace_code"
`

/**
 * The first init container: puts the static shell where every image can run it, and makes the steps' folders, which
 * Tekton has by name and by number. Arguments: number and name of each step.
 */
export const installScript = `set -e
cp /bin/sh /to/sh
for program in /bin/sleep /usr/bin/sleep; do
  [ ! -x "$program" ] || cp "$program" /to/sleep
done
[ -e /to/sleep ] || cp /bin/sh /to/sleep
while [ $# -gt 1 ]; do
  folder=/tekton/steps/$2
  mkdir -p "$folder/results"
  chmod 777 "$folder" "$folder/results"
  rm -f "$folder/exitCode" "$folder/failure" "$folder/timeout"
  ln -sfn "$2" "/tekton/steps/$1"
  shift 2
done
`
