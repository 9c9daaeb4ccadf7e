import type { TaskState } from '../../lib/core/run.ts'
import { type FileRun, type FileRuns, Refused } from './file-runs.ts'
import { remarks, textOfExample } from './tekton-examples.ts'

/**
 * What became of an example, judged as Tekton does: its documents are created in their order in a namespace of their
 * own, and its first run has to succeed. `ran`, or why not.
 */
export const outcomeOf = async (world: Pick<FileRuns, 'run'>, example: string): Promise<string> => {
  const remark = remarks[example]
  const outcome = await tried(world, example)
  return remark === undefined || outcome === 'ran' ? outcome : `${outcome}: ${remark}`
}

/** As long as a namespace's name may be, and its end, which tells examples apart. */
const namespaceOf = (example: string): string =>
  example
    .replace(/\.yaml$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(-63)
    .replace(/^-+/, '')

const tried = async (world: Pick<FileRuns, 'run'>, example: string): Promise<string> => {
  const namespace = namespaceOf(example)
  try {
    const run = await world.run(textOfExample(example), namespace)
    return run.header.phase === 'Succeeded' ? 'ran' : await failed(run)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return `refused: ${[...new Set(error.message.split('\n'))].join('; ')}`
  }
}

const failed = async (run: FileRun): Promise<string> => {
  const { reason, phase } = run.header
  const [name, task] = Object.entries(run.tasks).find(([, one]) => hasFailed(one)) ?? []
  const lack = await lackOf(run, name, task?.message)
  if (lack !== undefined) return `the host lacks ${lack}`
  return `failed: ${task?.reason ?? reason ?? phase}`
}

const hasFailed = ({ phase }: TaskState): boolean => ['Failed', 'TimedOut', 'Cancelled'].includes(phase)

/** What this machine would need for the task to run: containers have its programs. */
const lackOf = async (run: FileRun, name: string | undefined, message = ''): Promise<string | undefined> => {
  if (message.includes('no command specified')) return "the image's own command"
  const program = /exec: "([^"]+)": (?:stat|executable)/.exec(message)?.[1]
  if (program !== undefined) return program
  const step = /^"step-([^"]+)" exited with code 12[67]$/.exec(message)?.[1]
  if (name === undefined || step === undefined) return undefined
  const log = await run.log(name, step)
  const [, asInterpreter, asCommand] =
    /env: [‘']?([\w.-]+)[’']?: No such file|([\w./-]+): (?:command )?not found/.exec(log) ?? []
  return asInterpreter ?? asCommand
}
