import type { JsonObject } from '../../core/kubernetes.ts'
import { candidatesOf, runnableKinds } from '../../dialects/runnable.ts'
import type { Sorted, Spoken } from '../../dialects/sort-documents.ts'
import { CommandError, usageError } from '../command-error.ts'

export interface RunChoice {
  /** The definition that is meant, by name. */
  target?: string
  params: Readonly<Record<string, string>>
  name?: string
  labels?: Readonly<Record<string, string>>
  /** As a PipelineRun has them. */
  workspaces?: JsonObject[]
}

/** What `millrace run` is to start. */
export type Chosen =
  /** Run documents as they are written. */
  | { from: 'documents'; runs: Spoken[] }
  /** A run document is to be made for this definition. */
  | { from: 'definition'; definition: Spoken }
  /** The same for a definition that is stored. */
  | { from: 'store'; target: string }

export const chooseRuns = (sorted: Sorted | undefined, choice: RunChoice): Chosen => {
  const { target } = choice
  if (!sorted) {
    if (target === undefined) throw usageError('nothing to run', 'name a DAG, or give a file with -f')
    return { from: 'store', target }
  }
  if (target !== undefined) return byName(sorted, target)
  if (sorted.runs.length > 0) return asWritten(sorted.runs, choice)
  return onlyOne(sorted)
}

const namesOf = (definitions: readonly Spoken[]): string =>
  definitions
    .slice(0, 20)
    .map(({ name }) => name)
    .join(', ')

const byName = (sorted: Sorted, target: string): Chosen => {
  const candidates = sorted.definitions.filter(({ kind }) => runnableKinds.flat().includes(kind))
  const definition = candidates.findLast(({ name }) => name === target)
  if (definition) return { from: 'definition', definition }
  const help = candidates.length === 0 ? 'they have none that can be run' : `they have: ${namesOf(candidates)}`
  throw new CommandError(`the files have no DAG "${target}"`, { code: 'NotFound', help })
}

const asWritten = (runs: Spoken[], { params, name }: RunChoice): Chosen => {
  if (Object.keys(params).length > 0)
    throw usageError('-p does not go together with a run document', 'set the parameters in it, or name the DAG to run')
  if (name !== undefined && runs.length > 1)
    throw usageError(`--name names one run, and the files have ${runs.length}`, 'name the DAG to run')
  return { from: 'documents', runs }
}

const onlyOne = (sorted: Sorted): Chosen => {
  const candidates = candidatesOf(sorted)
  const [definition, second] = candidates
  if (definition && !second) return { from: 'definition', definition }
  if (second) throw usageError('which DAG is to run?', `name one of: ${namesOf(candidates)}`)
  throw new CommandError('the files have nothing that can be run', { help: 'a DAG, or a run of one, is needed' })
}
