import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import type { Container, VolumeMount } from '../../../core/kubernetes.ts'
import { configError, startError } from './container-error.ts'
import { containerIdentity } from './container-identity.ts'
import { containerEnvironment, declaredVariables } from './environment/container-environment.ts'
import { expand } from './environment/expand.ts'
import { imageShell } from './image-shell.ts'
import type { Command } from './launch-command.ts'
import type { PodContext } from './pod-context.ts'
import { createRoot, type Root } from './sandbox/create-root.ts'
import { findTool } from './sandbox/find-tool.ts'
import type { Enclosure } from './sandbox/sandbox.ts'
import type { PreparedVolume } from './volume/prepare-volumes.ts'
import { resolveSubPath } from './volume/sub-path.ts'

export interface PreparedContainer {
  enclosure: Enclosure
  command: Command
  logFile: string
  /** Where its termination message will be, on this machine. */
  terminationFile: string
}

export type Preparation = Pick<PodContext, 'node' | 'pod' | 'folders' | 'volumes'>

/** All that a container needs before it can be started. Throws a ContainerError that says why it cannot be. */
export const prepareContainer = (preparation: Preparation, container: Container): PreparedContainer => {
  const { node, pod, folders } = preparation
  const declared = declaredVariables(node.api, pod, container)
  const argv = commandLine(container, declared)
  const identity = failing(configError, () => containerIdentity(pod, container))
  const folder = freshFolder(folders.container(container.name))
  const terminationFile = join(folder, 'termination')
  writeFileSync(terminationFile, '')
  chmodSync(terminationFile, 0o666)
  const workingDir = container.workingDir || '/'
  const root = join(folder, 'root')
  const filling = { preparation, container, declared, terminationFile, workingDir }
  const mounts = node.sandbox.weakness === undefined ? fillRoot(createRoot(root, node.system), filling) : []
  return {
    enclosure: { folder, root, mounts, hostname: pod.metadata.name, identity },
    command: { argv, environment: containerEnvironment(pod, declared, identity.user), workingDir },
    logFile: folders.log(container.name),
    terminationFile,
  }
}

const commandLine = (container: Container, variables: ReadonlyMap<string, string>): string[] => {
  const { command = [], args = [] } = container
  const words = [...(command.length > 0 ? command : entryPoint(container)), ...args]
  const [program, ...rest] = words.map((word) => expand(word, variables))
  if (program !== undefined) return [ofThisMachine(program), ...rest]
  throw startError(
    `no command specified: images are not pulled here, and commands come from this machine; an image's own command is ` +
      `not known. Give the container a command`,
  )
}

/** Images of Python have it under both names, machines often under one. */
const ofThisMachine = (program: string): string =>
  program === 'python' && !isProgram('python') && isProgram('python3') ? 'python3' : program

/**
 * What stands in for an image's own entry point, which is not known here: nothing where the args begin with a program of
 * this machine, else the program that the image is named after. Busybox has none: its name is no shell's.
 */
const entryPoint = ({ image = '', args = [] }: Container): string[] => {
  if (args[0] === undefined || isProgram(args[0])) return []
  const name = posix.basename(image.replace(/@.*$/, '').replace(/:[^/]*$/, ''))
  if (name !== 'busybox' && isProgram(name)) return [name]
  throw startError(
    `no command specified: images are not pulled here, and commands come from this machine; an image's own entry point, ` +
      `which the args are for, is not known. Give the container a command`,
  )
}

/** Among the system folders, which are all that a container sees. */
const isProgram = (word: string): boolean => findTool(word, '/usr/bin') !== undefined

/** Empty but for the log, which a restarted container goes on with. */
const freshFolder = (folder: string): string => {
  mkdirSync(folder, { recursive: true })
  for (const name of ['root', 'termination']) rmSync(join(folder, name), { recursive: true, force: true })
  return folder
}

interface Filling {
  preparation: Preparation
  container: Container
  declared: ReadonlyMap<string, string>
  terminationFile: string
  workingDir: string
}

const fillRoot = (root: Root, filling: Filling): Enclosure['mounts'] => {
  const { container, terminationFile, workingDir } = filling
  const shell = imageShell(container, filling.preparation.pod.metadata.annotations)
  for (const path of shell?.paths ?? []) root.mount(shell!.program, path, true)
  const byDepth = [...(container.volumeMounts ?? [])].sort((a, b) => depth(a) - depth(b))
  for (const mount of byDepth) {
    const { path, readOnly } = volumeAt(mount, filling)
    failing(startError, () => root.mount(path, mount.mountPath, readOnly))
  }
  failing(startError, () => {
    root.mount(terminationFile, container.terminationMessagePath ?? '/dev/termination-log', false)
    root.ensureFolder(workingDir)
  })
  return root.mounts()
}

const depth = ({ mountPath }: VolumeMount): number => posix.join(mountPath, '/').split('/').length

const volumeAt = (mount: VolumeMount, { preparation, container, declared }: Filling): PreparedVolume => {
  const volume = preparation.volumes?.get(mount.name)
  if (!volume) throw startError(`volume "${mount.name}" not found`)
  const { subPathExpr } = mount as { subPathExpr?: string }
  const subPath = mount.subPath ?? (subPathExpr === undefined ? '' : expand(subPathExpr, declared))
  const readOnly = volume.readOnly || mount.readOnly === true
  if (subPath === '') return { path: volume.path, readOnly }
  const text = `failed to prepare subPath for volumeMount "${mount.name}" of container "${container.name}"`
  const path = failing(
    () => configError(text),
    () => resolveSubPath(volume.path, subPath),
  )
  if (!statSync(path).isDirectory() && !statSync(path).isFile()) throw configError(text)
  return { path, readOnly }
}

const failing = <T>(asError: (message: string) => Error, attempt: () => T): T => {
  try {
    return attempt()
  } catch (error) {
    throw asError((error as Error).message)
  }
}
