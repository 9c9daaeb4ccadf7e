import { MillraceError } from '../core/error.ts'
import { maxInlineSubmission, maxSubmission, RunSubmit } from '../core/submission.ts'
import { canonicalJson } from '../dialects/canonical-json.ts'
import { type Diagnostic, hasErrors } from '../dialects/diagnostic.ts'
import type { RunOptions } from '../dialects/dialect.ts'
import { candidatesOf } from '../dialects/runnable.ts'
import { type Sorted, type Spoken, sortDocuments } from '../dialects/sort-documents.ts'
import type { SourceDocument } from '../dialects/yaml/document.ts'
import { readDocuments } from '../dialects/yaml/read.ts'
import type { Definitions } from '../ports/definitions.ts'
import type { Objects } from '../ports/objects.ts'
import { sha256 } from './run-id.ts'
import { whyUnreadable } from './why-unreadable.ts'

/** What a submission asks for. */
export interface RequestedRun {
  /** The one run document. */
  document: SourceDocument
  /** Definitions that came along with it. */
  own: readonly Spoken[]
  /** Hash of all that was asked for: the same key with another one is another run, and refused. */
  body: string
}

export const invalidDefinition = (diagnostics: readonly Diagnostic[]): MillraceError => {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const lines = errors.slice(0, 20).map((d) => `${d.file}:${d.line}:${d.column}: ${d.code}: ${d.message}`)
  return new MillraceError('InvalidDefinition', lines.join('\n'), { details: { count: errors.length } })
}

const refuse = (message: string): never => {
  throw new MillraceError('InvalidDefinition', message)
}

const optionsOf = ({ name, params = {}, workspaces, labels }: RunSubmit): RunOptions => ({
  name,
  params,
  workspaces,
  labels,
})

/** The hash of a text alone is that of the text, however it came; it is what `millrace run` compares with. */
const bodyHash = ({ text, definition, name, params, workspaces, labels }: RunSubmit): string => {
  const rest = { definition, name, params, workspaces, labels }
  const isTextAlone = text !== undefined && Object.values(rest).every((one) => one === undefined)
  return sha256(isTextAlone ? text : canonicalJson(JSON.parse(JSON.stringify({ text, ...rest }))))
}

const madeFor = (definition: Pick<Spoken, 'dialect' | 'document' | 'kind' | 'name'>, submission: RunSubmit) => {
  const { dialect, document, kind, name } = definition
  return readDocuments(dialect.runOf(document, optionsOf(submission)), `the run of ${kind} ${name}`).documents[0]!
}

const asWritten = (sorted: Sorted, { name, params, workspaces, labels }: RunSubmit): SourceDocument => {
  const given = Object.entries({ name, params, workspaces, labels }).filter(([, value]) => value !== undefined)
  if (given.length > 0) refuse(`${given[0]![0]} goes with a definition; a run document has its own`)
  const [run, second] = sorted.runs
  if (second) refuse(`expected one run document, got ${sorted.runs.length}: submit each by itself`)
  return run!.document
}

const fromText = (text: string, submission: RunSubmit): Omit<RequestedRun, 'body'> => {
  const sorted = sortDocuments([{ file: submission.file ?? 'message', text }])
  if (hasErrors(sorted.diagnostics)) throw invalidDefinition(sorted.diagnostics)
  const [object] = sorted.objects
  if (object) {
    const { kind, metadata } = object.object
    refuse(`${kind} ${metadata.name}: no object of the cluster travels through a queue; apply it there first`)
  }
  const own = sorted.definitions
  if (sorted.runs.length > 0) return { own, document: asWritten(sorted, submission) }
  const [definition, second] = candidatesOf(sorted)
  if (!definition) return refuse('the text has no run document, and no definition that can be run')
  if (second) refuse(`the text has several definitions that can be run: say which by a run document`)
  return { own, document: madeFor(definition, submission) }
}

const bytesOf = (text: string | undefined): number => (text === undefined ? 0 : Buffer.byteLength(text))

/**
 * Reads what a submission asks for: from its text, from a stored definition, or from object storage.
 * Throws `InvalidDefinition`, `NotFound`, `BadMessage`: none of them ever works.
 */
export const createReadSubmission = ({
  definitions,
  objects,
}: {
  definitions: Pick<Definitions, 'get'>
  objects: Pick<Objects, 'get'>
}) => {
  const fetched = async ({ key, sha256: expected }: { key: string; sha256: string }): Promise<RunSubmit> => {
    const bytes = await objects.get(key)
    if (!bytes) throw new MillraceError('NotFound', `there is no object ${key}`)
    if (bytes.length > maxSubmission)
      throw new MillraceError('BadMessage', `object ${key} has ${bytes.length} bytes, more than ${maxSubmission}`)
    if (sha256(bytes) !== expected)
      throw new MillraceError('BadMessage', `object ${key} is not what the message says: its SHA-256 is another`)
    try {
      const submission = RunSubmit.parse({ type: 'run.submit', ...JSON.parse(Buffer.from(bytes).toString('utf8')) })
      if (!submission.object) return submission
    } catch (cause) {
      throw new MillraceError('BadMessage', `object ${key} is no submission: ${whyUnreadable(cause)}`, { cause })
    }
    throw new MillraceError('BadMessage', `object ${key} refers to another object`)
  }

  const stored = async (submission: RunSubmit, namespace: string): Promise<SourceDocument> => {
    const { kind, name, version } = submission.definition!
    const found = await definitions.get({ namespace, kind, name }, version)
    const which = `${kind} ${name}${version === undefined ? '' : `, version ${version},`} in namespace ${namespace}`
    if (!found) throw new MillraceError('NotFound', `there is no ${which}`)
    const [definition] = sortDocuments([{ file: `${kind}/${name}`, text: found.text }]).definitions
    return definition ? madeFor(definition, submission) : refuse(`${which} cannot be run`)
  }

  return async (message: RunSubmit): Promise<RequestedRun> => {
    const { object, namespace } = message
    if (!object && bytesOf(message.text) > maxInlineSubmission) {
      const help = `put what is larger into object storage, and its key into the message`
      throw new MillraceError('BadMessage', `the text has more than ${maxInlineSubmission} bytes; ${help}`)
    }
    const submission = object ? await fetched(object) : message
    const body = bodyHash(submission)
    if (submission.text !== undefined) return { ...fromText(submission.text, submission), body }
    return { own: [], document: await stored(submission, namespace), body }
  }
}
