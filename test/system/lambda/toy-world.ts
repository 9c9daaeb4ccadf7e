import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type SystemOptions, startSystem } from '../world.ts'
import { type ToyFunction, toyTemplate, zipToys } from './toy.ts'

type Options = Partial<SystemOptions> & {
  /** Resources of the template besides those of the toys. */
  more?: Parameters<typeof toyTemplate>[1]
}

/** A world of toys. Its functions say what they see as lines of JSON. */
export const startToys = async (toys: Readonly<Record<string, ToyFunction>>, { more, ...rest }: Options = {}) => {
  const template = toyTemplate(toys, more)
  const zips = mkdtempSync(join(tmpdir(), 'millrace-toys-'))
  const artefacts = zipToys(toys, zips)
  const system = await startSystem({ template, artefacts, ...rest }).finally(() => rmSync(zips, { recursive: true }))
  const urlOf = (queue: string): string => {
    const found = system.template.ofType('AWS::SQS::Queue').find(({ name }) => name === queue)
    if (!found) throw new Error(`no queue ${queue}`)
    return found.ref
  }
  return {
    ...system,
    urlOf,
    sendTo: (name: string, ...bodies: unknown[]) =>
      Promise.all(bodies.map((body) => system.send(urlOf(`${name}-queue`), body as string))),
    /** What a function has said, line by line. */
    said: <Said>(name: string): Said[] =>
      system.functions[name]!.lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Said),
    /** Messages of a function's queue, whatever they wait for. */
    left: async (queue: string): Promise<string[]> => {
      const { ready, delayed, inflight } = await system.lookInto(queue)
      return [...ready, ...delayed, ...inflight.map(({ message }) => message)].map(({ body }) => body)
    },
  }
}

/** Asks again and again until the answer is not undefined or false. Throws after `within` ms. */
export const eventually = async <T>(ask: () => T | Promise<T>, within = 15_000): Promise<NonNullable<T>> => {
  for (const end = Date.now() + within; Date.now() < end; await wait(5)) {
    const answer = await ask()
    if (answer !== undefined && answer !== false && answer !== null) return answer
  }
  throw new Error(`not within ${within} ms: ${String(ask)}`)
}
