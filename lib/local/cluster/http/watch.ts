import type { ServerResponse } from 'node:http'
import { expired, failure, internalError } from '../api/api-error.ts'
import type { Context } from '../registry/context.ts'
import { isVersion } from '../registry/list-objects.ts'
import { selectorOf } from '../registry/select-objects.ts'
import type { ObjectStore } from '../store/object-store.ts'
import type { Change } from '../store/stored.ts'
import { selectionOf } from './collection.ts'
import { type Exchange, isOn, numberOf } from './exchange.ts'
import type { Route } from './route.ts'
import { bookmarkLine, changeLine, errorLine, stateLines } from './watch-frames.ts'

/** Bytes that may wait for a client that does not read; then its watch ends. */
const patience = 64 * 1024 * 1024
/** Milliseconds between bookmarks. */
const bookmarkPeriod = 10_000
/** Seconds that a watch lasts when its client does not say, and at most. */
const defaultTimeout = 30 * 60
const longestTimeout = 24 * 60 * 60

/**
 * `?watch=true`: the state first when there is no resourceVersion (or 0), then every change of the selection, one JSON
 * document a line. Ends after `timeoutSeconds`, or when the client leaves; with an ERROR of code 410 when the changes
 * since its resourceVersion are not known any more. Throws the API server's 400 and 500.
 */
export const watch = ({ store }: Context, route: Route, { query, response }: Exchange): void => {
  const { plural, kind } = route.resource
  const selects = selectorOf(selectionOf(route, query))
  const version = query.get('resourceVersion') ?? ''
  if (version !== '' && !isVersion(version)) throw internalError(unparsable(version))
  const seconds = Math.min(numberOf(query, 'timeoutSeconds') || defaultTimeout, longestTimeout)
  const bookmarks = isOn(query, 'allowWatchBookmarks')
  store.flush()
  const fromState = version === '' || version === '0' || isOn(query, 'sendInitialEvents')
  const after = fromState ? store.revision() : Number(version)
  const missed = changesAfter(store, plural, after)

  response.writeHead(200, { 'Content-Type': 'application/json', 'Cache-Control': 'no-cache, private' })
  response.flushHeaders()
  if (missed === undefined) {
    response.end(errorLine(failure(tooOld(store, plural, version))))
    return
  }
  const write = (text: string) => send(response, text)
  const tell = (changes: readonly Change[]) =>
    write(changes.map((change) => changeLine(change, plural, after, selects)).join(''))
  if (fromState) write(stateLines([...store.all(plural).values()].filter(selects)))
  if (fromState && bookmarks) write(bookmarkLine(kind, after, true))
  tell(missed)

  const unsubscribe = store.subscribe(tell)
  const mark = () => write(bookmarks ? bookmarkLine(kind, store.revision(), false) : '')
  const ticking = setInterval(mark, bookmarkPeriod)
  const end = setTimeout(() => {
    store.flush()
    mark()
    response.end()
  }, seconds * 1_000)
  response.once('close', () => {
    unsubscribe()
    clearTimeout(end)
    clearInterval(ticking)
  })
}

const unparsable = (version: string): string => {
  const shown = JSON.stringify(version)
  return `resourceVersion: Invalid value: ${shown}: strconv.ParseUint: parsing ${shown}: invalid syntax`
}

/** A revision that has not been yet is of another store: nothing is known of what was before it. */
const changesAfter = (store: ObjectStore, resource: string, revision: number): Change[] | undefined =>
  revision > store.revision() ? undefined : store.history(resource).after(revision)

const tooOld = (store: ObjectStore, resource: string, version: string) =>
  expired(`too old resource version: ${version} (${store.history(resource).oldest()})`)

const send = (response: ServerResponse, text: string) => {
  if (text === '' || response.writableEnded || response.destroyed) return
  response.write(text)
  if (response.writableLength > patience) response.destroy()
}
