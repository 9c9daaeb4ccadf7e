import type { Change, Stored } from '../store/stored.ts'

const line = (type: string, object: string): string => `{"type":"${type}","object":${object}}\n`

export const errorLine = (status: object): string => line('ERROR', JSON.stringify(status))

export const stateLines = (state: readonly Stored[]): string =>
  state
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map((one) => line('ADDED', one.text()))
    .join('')

/** Nothing more has changed up to `revision`. `initial`: what there was has been told. */
export const bookmarkLine = (kind: string, revision: number, initial: boolean): string => {
  const note = initial ? ',"annotations":{"k8s.io/initial-events-end":"true"}' : ''
  const rest = kind === 'Pod' ? ',"spec":{"containers":null},"status":{}' : ''
  const metadata = `{"resourceVersion":"${revision}"${note}}`
  return line('BOOKMARK', `{"kind":"${kind}","apiVersion":"v1","metadata":${metadata}${rest}}`)
}

/** What a change means to who sees only the selection: entering it is ADDED, leaving it is DELETED. */
export const changeLine = (
  { type, stored, previous }: Change,
  resource: string,
  after: number,
  selects: (one: Stored) => boolean,
): string => {
  if (stored.resource !== resource || stored.revision <= after) return ''
  const was = previous !== undefined && selects(previous)
  const is = type !== 'DELETED' && selects(stored)
  if (!was && !is) return ''
  if (was && is) return line('MODIFIED', stored.text())
  return is ? line('ADDED', stored.text()) : line('DELETED', leftText(type, stored, previous))
}

/** Of an object that left the selection the watcher gets what it knew, as of the revision in which it left. */
const leftText = (type: Change['type'], stored: Stored, previous: Stored | undefined): string => {
  if (type === 'DELETED' || previous === undefined) return stored.text()
  const { resourceVersion } = stored.object.metadata
  return JSON.stringify({ ...previous.object, metadata: { ...previous.object.metadata, resourceVersion } })
}
