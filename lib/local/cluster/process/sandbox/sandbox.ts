/** A folder or file of this machine, at a place in the container. */
export interface Mount {
  /** Absolute, on this machine. */
  source: string
  /** Absolute, in the container, free of symlinks: see `createRoot`. */
  target: string
  readOnly: boolean
}

/** Numeric; absent means root. Taken into account only by a privileged sandbox: others have one user. */
export interface Identity {
  user?: number
  group?: number
  groups: readonly number[]
}

/** What surrounds a container's command. */
export interface Enclosure {
  /** Where the sandbox may leave its set-up files. */
  folder: string
  /** The folder that becomes `/`; it has a mount point for every target. */
  root: string
  /** Parents before children. */
  mounts: readonly Mount[]
  hostname: string
  identity: Identity
}

/**
 * A way to run a command apart from the machine. All the work is in the arguments: no process of ours stays between.
 * The command is PID 1 of its own PID namespace, as in a real container, so whatever it leaves behind ends with it;
 * and it is killed as soon as the process that started it has gone, however that went.
 */
export interface Sandbox {
  readonly name: string
  /** Absent: it encloses. Else why it cannot, and what to do about it: no mounts, no users, no namespaces. */
  readonly weakness?: string
  /** Program and arguments that run `command` enclosed. Set-up errors go to file descriptor 2. */
  enclose(enclosure: Enclosure, command: readonly string[]): string[]
  /** Whether SIGKILL ended the command, where the sandbox's exit code and last words do not say so plainly. */
  wasKilled?(exitCode: number, words: string): boolean
  /** Program and arguments that run `command` beside the container's main process, whose PID on this machine is given. */
  enter(pid: number, identity: Identity, command: readonly string[]): string[]
}
