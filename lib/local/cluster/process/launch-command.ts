/**
 * Runs inside the sandbox, as the container's user, and becomes the command. Finds the command as a container runtime
 * does, says `ok` on descriptor 2, which until then is the kubelet's, waits for a line of the kubelet's on descriptor 0,
 * and takes /dev/null and the log, descriptor 3, in their place.
 * That line closes a race: a kubelet that died before every process on the way here had asked to die with its parent
 * cannot have written it.
 */
const script = `
cd "$1" || exit
found=
case $3 in
*/*)
  [ -e "$3" ] || { echo "exec: \\"$3\\": stat $3: no such file or directory" >&2; exit 128; }
  [ ! -d "$3" ] || { echo "exec: \\"$3\\": is a directory" >&2; exit 128; }
  [ -x "$3" ] || { echo "exec: \\"$3\\": permission denied" >&2; exit 128; }
  ;;
*)
  set -f
  IFS=:
  for folder in $2; do
    if [ -f "$folder/$3" ] && [ -x "$folder/$3" ]; then found=1; break; fi
  done
  unset IFS
  [ -n "$found" ] || { echo "exec: \\"$3\\": executable file not found in \\$PATH" >&2; exit 128; }
  ;;
esac
shift 3
echo ok >&2 || exit 128
read -r go || exit 128
exec < /dev/null 2>&3 3>&-
exec "$@"
`

export interface Command {
  /** Program and arguments; the program is looked up in the environment's PATH. */
  argv: readonly string[]
  environment: ReadonlyMap<string, string>
  workingDir: string
}

/** What the script waits for. */
export const go = 'go\n'

/** What the script says when the command is about to run. */
export const isUnderWay = (text: string): boolean => /(?:^|\n)ok\n$/.test(text)

/** Program and arguments that become the command, in its folder and with nothing but its environment. */
export const launchCommand = ({ argv, environment, workingDir }: Command): string[] => {
  const checked = [workingDir, environment.get('PATH') ?? '', argv[0]!]
  return ['/bin/sh', '-c', script, 'launch', ...checked, ...onlyIn(environment, argv)]
}

/** The same without the checks: for a probe. */
export const onlyIn = (environment: ReadonlyMap<string, string>, argv: readonly string[]): string[] => [
  '/usr/bin/env',
  '-i',
  '--',
  ...[...environment].map(([name, value]) => `${name}=${value}`),
  ...argv,
]
