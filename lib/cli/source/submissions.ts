import { systemRandom } from '../../adapters/system/system-random.ts'
import { type RunIdentity, runIdentity } from '../../app/run-identity.ts'
import type { Submission } from '../../app/submit.ts'
import type { RunOptions } from '../../dialects/dialect.ts'
import { candidatesOf } from '../../dialects/runnable.ts'
import type { Sorted, Spoken } from '../../dialects/sort-documents.ts'
import { readDocuments } from '../../dialects/yaml/read.ts'
import { usageError } from '../command-error.ts'
import type { Chosen } from './choose-runs.ts'
import type { NamespaceOf } from './local-definitions.ts'

/** A submission, and what is known of its run before it is there. */
export interface Submitted {
  submission: Submission
  identity: RunIdentity
}

export interface SubmissionsOptions extends RunOptions {
  /** Idempotency key of a run whose document has no name; made up where it is absent. */
  key?: string
  namespaceOf: NamespaceOf
}

/**
 * One submission for each run. It carries the definitions of the files, so that it works where nothing is stored.
 * `runs` are the documents of what was chosen.
 */
export const submissionsOf = (
  { chosen, runs, sorted }: { chosen: Chosen; runs: readonly Spoken[]; sorted?: Sorted },
  { key: given, namespaceOf, ...options }: SubmissionsOptions,
): Submitted[] => {
  if (chosen.from === 'documents' && options.labels)
    throw usageError('--label does not go together with a run document', 'set the labels in it')
  if (chosen.from === 'documents' && options.workspaces)
    throw usageError('--workspace does not go together with a run document', 'bind the workspaces in it')
  if (given !== undefined && runs.length > 1)
    throw usageError(`--key is of one run, and the files have ${runs.length}`, 'give each run document a name instead')
  const definitions = sorted?.definitions ?? []
  return runs.map((run) => {
    const namespace = namespaceOf(run)
    const key = given ?? systemRandom.hex(16)
    const asked = contentOf(chosen, { run, definitions, options })
    // As whoever reads the message will find it.
    const document = readDocuments(run.document.text, run.document.file).documents[0]!
    return { submission: { namespace, key, ...asked }, identity: runIdentity(document, { namespace, key }) }
  })
}

type Content = Omit<Submission, 'namespace' | 'key'>

const contentOf = (
  chosen: Chosen,
  { run, definitions, options }: { run: Spoken; definitions: readonly Spoken[]; options: RunOptions },
): Content => {
  if (chosen.from === 'store') {
    const definition = run.dialect.references(run.document).find(({ name }) => name === chosen.target)!
    return { definition: { kind: definition.kind, name: definition.name }, ...given(options) }
  }
  // The only one that can be run needs no document that says so.
  if (chosen.from === 'definition' && candidatesOf({ definitions: [...definitions] }).length === 1)
    return { ...joined(definitions), ...given(options) }
  return joined([run, ...definitions])
}

const given = ({ name, params, labels, workspaces }: RunOptions): Content => ({
  name,
  ...(Object.keys(params).length > 0 && { params }),
  ...(labels && { labels }),
  ...(workspaces && { workspaces: [...workspaces] }),
})

/** One text of documents, which is called after the first of them. */
const joined = (spoken: readonly Spoken[]): Content => {
  const [first] = spoken
  const texts = spoken.map(({ document: { text } }) => text)
  const ended = texts.map((text) => (text.endsWith('\n') ? text : `${text}\n`))
  return { text: texts.length === 1 ? texts[0] : ended.join('---\n'), file: first!.document.file }
}
