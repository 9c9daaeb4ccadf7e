import type { RunHeader } from '../../core/header.ts'
import { RunId } from '../../core/message.ts'
import type { RunHeaders } from '../../ports/run-headers.ts'
import { CommandError } from '../command-error.ts'
import { notFound } from './not-found.ts'

/** How a person names a run. */
export type RunRef =
  | { type: 'latest'; definition?: string }
  | { type: 'failed' }
  | { type: 'id'; runId: RunId }
  | { type: 'name'; name: string }

export const parseRunRef = (text: string): RunRef => {
  if (text === '@failed') return { type: 'failed' }
  if (text === '@latest') return { type: 'latest' }
  if (text.startsWith('@latest:')) return { type: 'latest', definition: text.slice('@latest:'.length) }
  const id = RunId.safeParse(text.toLowerCase())
  return id.success ? { type: 'id', runId: id.data } : { type: 'name', name: text.replace(/^(run|dagrun)\//, '') }
}

/** The runs that a reference may mean, out of headers that are the newest first. One name may have been used again. */
export const matches = (ref: RunRef, headers: readonly RunHeader[]): RunHeader[] => {
  switch (ref.type) {
    case 'latest':
      return first(headers, ({ source }) => ref.definition === undefined || nameOf(source) === ref.definition)
    case 'failed':
      return first(headers, ({ phase }) => phase === 'Failed' || phase === 'TimedOut')
    case 'id':
      return first(headers, ({ runId }) => runId === ref.runId)
    case 'name': {
      const exact = first(headers, ({ name }) => name === ref.name)
      if (exact.length > 0) return exact
      return headers.filter(({ name, runId }) => name.startsWith(ref.name) || isStartOf(ref.name, runId))
    }
  }
}

const first = (headers: readonly RunHeader[], is: (header: RunHeader) => boolean): RunHeader[] =>
  headers.filter(is).slice(0, 1)

/** Of `DAG/build`. */
const nameOf = (source: string): string => source.slice(source.indexOf('/') + 1)

/** Fewer digits than these are a name, if anything. */
const isStartOf = (text: string, runId: RunId): boolean => text.length >= 6 && runId.startsWith(text.toLowerCase())

const pageSize = 500

/** The one run that a reference means. Throws when there is none, or more than one. */
export const findRun = async (headers: RunHeaders, text: string, namespace: string): Promise<RunHeader> => {
  const ref = parseRunRef(text)
  const found = matches(ref, await candidates(headers, ref, namespace))
  const [only, second] = found
  if (only && !second) return only
  if (!only) throw notFound('run', text, namespace)
  const names = found.slice(0, 10).map(({ name }) => name)
  throw new CommandError(`"${text}" may mean ${found.length} runs`, {
    help: `it is the beginning of ${names.join(', ')}`,
  })
}

/** An exact name or id is looked up; everything else needs the list. */
const candidates = async (headers: RunHeaders, ref: RunRef, namespace: string): Promise<RunHeader[]> => {
  if (ref.type === 'id') return [await headers.get(ref.runId)].flatMap((header) => header ?? [])
  const named = ref.type === 'name' ? await headers.named(namespace, ref.name) : []
  if (named.length > 0) return named
  const all: RunHeader[] = []
  for (let before: RunHeader | undefined; ; before = all.at(-1)) {
    const page = await headers.list({ namespace, limit: pageSize, before })
    all.push(...page)
    if (page.length < pageSize || (ref.type !== 'name' && matches(ref, page).length > 0)) return all
  }
}
