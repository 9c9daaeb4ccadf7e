import { scriptFolder } from './script-folder.ts'

export const collectorPath = `${scriptFolder}/collector.sh`

/**
 * Reads result files and writes the termination message that `collectorMessage` reads: what went wrong, then a line
 * `<name> <base64>` per file that there is, then `.`; the kubelet cuts without saying so.
 *
 *     collector.sh LIMIT [NAME PATH]...
 *
 * LIMIT: bytes of the message. Fails with the code of the step that has failed, if its failure was kept.
 */
export const collectorScript = `#!/bin/sh
limit=$1
shift
code=0
message=
for file in /tekton/steps/*/failure; do
  [ -e "$file" ] || continue
  read -r step code why <"$file"
  message="!failed $step $code $why
"
  break
done

finish() {
  printf '%s.' "$message" >/dev/termination-log
  exit "$code"
}
# A step that has failed comes first.
refuse() {
  if [ "$code" = 0 ]; then
    message="!$*
"
    code=92
  fi
  finish
}

verdict=$message
total=$((\${#message} + 1))
largest= largest_size=0
while [ $# -gt 1 ]; do
  name=$1 path=$2
  shift 2
  [ -e "$path" ] || [ -L "$path" ] || continue
  if ! { [ -f "$path" ] && size=$(wc -c <"$path"); } 2>/dev/null; then
    listed=$(ls -ld "$path")
    message=$verdict
    refuse unreadable "$name" "$path" "\${listed%% *}"
  fi
  size=$((size))
  total=$((total + \${#name} + 2 + (size + 2) / 3 * 4))
  if [ "$size" -ge "$largest_size" ]; then
    largest=$name largest_size=$size
  fi
  [ "$total" -gt "$limit" ] || message="$message$name $(base64 <"$path" | tr -d '\\n')
"
done
if [ "$total" -gt "$limit" ]; then
  message=$verdict
  refuse large "$largest" "$largest_size" "$total" "$limit"
fi
finish
`
