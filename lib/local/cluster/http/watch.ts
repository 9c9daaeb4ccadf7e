import type { ServerResponse } from 'node:http'
import { expired, failure, internalError } from '../api/api-error.ts'
import type { Context } from '../registry/context.ts'
import { isVersion } from '../registry/list-objects.ts'
import { selectorOf } from '../registry/select-objects.ts'
import type { Change, Stored } from '../store/stored.ts'
import { selectionOf } from './collection.ts'
import { type Exchange, isOn, numberOf } from './exchange.ts'
import type { Route } from './route.ts'

/** Bytes that may wait for a client that does not read; then its watch ends. */
const patience = 64 * 1024 * 1024
/** Milliseconds between bookmarks. */
const bookmarkPeriod = 10_000
/** Seconds that a watch lasts when its client does not say. */
const defaultTimeout = 30 * 60

/**
 * `?watch=true`: the state first when there is no resourceVersion (or 0), then every change of the selection, one JSON
 * document a line. Ends after `timeoutSeconds`, or when the client leaves.
 */
export const watch = ({ store }: Context, route: Route, { query, response, request }: Exchange): void => {
  const selects = selectorOf(selectionOf(route, query))
  const { plural, kind } = route.resource
  const version = query.get('resourceVersion') ?? ''
  if (version !== '' && !isVersion(version)) throw internalError(unparsable(version))
  store.flush()
  const fromState = version === '' || version === '0' || isOn(query, 'sendInitialEvents')
  const after = fromState ? store.revision() : Number(version)
  const missed = store.history(plural).after(after)
  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  if (missed === undefined) {
    const error = expired(`too old resource version: ${version} (${store.history(plural).oldest()})`)
    response.end(line('ERROR', JSON.stringify(failure(error))))
    return
  }
  const bookmarks = isOn(query, 'allowWatchBookmarks')
  const bookmark = (note = '') => line('BOOKMARK', bookmarkText(kind, store.revision(), note))
  if (fromState) write(response, stateLines([...store.all(plural).values()].filter(selects)))
  if (fromState && bookmarks) write(response, bookmark(',"annotations":{"k8s.io/initial-events-end":"true"}'))
  const tell = (changes: readonly Change[]) =>
    write(response, changes.map((change) => changeLine(change, plural, after, selects)).join(''))
  tell(missed)

  const ending = new AbortController()
  const unsubscribe = store.subscribe(tell)
  const seconds = numberOf(query, 'timeoutSeconds') ?? defaultTimeout
  const end = setTimeout(() => {
    if (bookmarks) write(response, bookmark())
    response.end()
  }, seconds * 1_000)
  const ticking = bookmarks ? setInterval(() => write(response, bookmark()), bookmarkPeriod) : undefined
  const stop = () => {
    ending.abort()
    unsubscribe()
    clearTimeout(end)
    clearInterval(ticking)
  }
  request.once('close', stop)
  response.once('close', stop)
}

const unparsable = (version: string): string => {
  const shown = JSON.stringify(version)
  return `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`
}

const line = (type: string, object: string): string => `{"type":"${type}","object":${object}}\n`

const stateLines = (state: Stored[]): string =>
  state
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((one) => line('ADDED', one.text()))
    .join('')

const bookmarkText = (kind: string, revision: number, note: string): string => {
  const rest = kind === 'Pod' ? ',"spec":{"containers":null},"status":{}' : ''
  return `{"kind":"${kind}","apiVersion":"v1","metadata":{"resourceVersion":"${revision}"${note}}${rest}}`
}

/** What a change means to who sees only the selection: entering it is ADDED, leaving it is DELETED. */
const changeLine = (
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
  const { metadata } = previous.object
  return JSON.stringify({
    ...previous.object,
    metadata: { ...metadata, resourceVersion: stored.object.metadata.resourceVersion },
  })
}

const write = (response: ServerResponse, text: string) => {
  if (text === '' || response.writableEnded || response.destroyed) return
  response.write(text)
  if (response.writableLength > patience) response.destroy()
}
