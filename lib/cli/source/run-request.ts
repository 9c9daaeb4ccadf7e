import { systemRandom } from '../../adapters/system/system-random.ts'
import { type RunIdentity, runIdentity } from '../../app/run-identity.ts'
import type { Submission } from '../../app/submit.ts'
import { runnableKinds } from '../../dialects/runnable.ts'
import { type Spoken, sortDocuments } from '../../dialects/sort-documents.ts'
import type { SourceDocument } from '../../dialects/yaml/document.ts'
import { readDocuments } from '../../dialects/yaml/read.ts'
import { writeYaml } from '../../dialects/yaml/write.ts'
import type { Definitions } from '../../ports/definitions.ts'
import { CommandError } from '../command-error.ts'
import type { Chosen, RunChoice } from './choose-runs.ts'
import type { NamespaceOf } from './local-definitions.ts'

/** A run that is asked for, and what asks for it. */
export interface RunRequest extends RunIdentity {
  run: Spoken
  submission: Submission
  /** Of the document, as whoever reads the message will find it. */
  text: string
}

/** Where the text of a run document that nobody wrote is said to be. */
const generatedFile = 'the run of '

/** The run documents of what was chosen: as written, or made for a definition. */
export const runDocuments = async (
  chosen: Chosen,
  {
    params,
    name,
    labels,
    workspaces,
    definitions,
    namespace,
  }: RunChoice & { definitions?: Definitions; namespace: string },
): Promise<Spoken[]> => {
  if (chosen.from === 'documents') return chosen.runs.map((run) => (name === undefined ? run : renamed(run, name)))
  const definition =
    chosen.from === 'definition' ? chosen.definition : await stored(chosen.target, { definitions, namespace })
  const text = definition.dialect.runOf(definition.document, { name, params, labels, workspaces })
  const run = spokenIn(text, `${generatedFile}${definition.kind} ${definition.name}`)
  return [{ ...run, namespace: definition.namespace }]
}

const spokenIn = (text: string, file: string): Spoken => {
  const { runs, definitions } = sortDocuments([{ file, text, found: false }])
  return (runs[0] ?? definitions[0])!
}

const stored = async (
  target: string,
  { definitions, namespace }: { definitions?: Definitions; namespace: string },
): Promise<Spoken> => {
  for (const kind of runnableKinds.flat()) {
    const found = await definitions?.get({ namespace, kind, name: target })
    if (found) return { ...spokenIn(found.text, `${kind}/${target}`), namespace }
  }
  const help = 'give its file with -f, or see what there is: millrace get dags'
  throw new CommandError(`there is no DAG "${target}" in namespace ${namespace}`, { code: 'NotFound', help })
}

const renamed = (run: Spoken, name: string): Spoken => {
  const value = run.document.value as { metadata?: Record<string, unknown> }
  const { generateName: _, ...metadata } = value.metadata ?? {}
  return {
    ...spokenIn(writeYaml({ ...value, metadata: { ...metadata, name } }), run.document.file),
    namespace: run.namespace,
  }
}

/** Who the run will be, and what asks for it. A document without a name gets a key of its own. */
export const requestRun = (run: Spoken, namespaceOf: NamespaceOf): RunRequest => {
  const key = systemRandom.hex(16)
  const namespace = namespaceOf(run)
  const document = only(run.document)
  const { text, file } = document
  return { run, submission: { namespace, key, text, file }, text, ...runIdentity(document, { namespace, key }) }
}

const only = ({ text, file }: SourceDocument): SourceDocument => readDocuments(text, file).documents[0]!
