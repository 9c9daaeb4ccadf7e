import { readFile } from 'node:fs/promises'
import { loadAll } from 'js-yaml'
import type { JsonObject } from '../../core/kubernetes.ts'
import { type CommandError, usageError } from '../command-error.ts'

type Bind = (value: string) => JsonObject | Promise<JsonObject>

const noFields: JsonObject = {}

/** What a workspace is bound to, by the word that stands for it; the words of Tekton's own command. */
const binds: Readonly<Record<string, Bind>> = {
  claimName: (claimName) => ({ persistentVolumeClaim: { claimName } }),
  emptyDir: (medium): JsonObject => ({ emptyDir: medium === '' ? noFields : { medium } }),
  config: (name) => ({ configMap: { name } }),
  secret: (secretName) => ({ secret: { secretName } }),
  volumeClaimTemplateFile: async (file) => ({ volumeClaimTemplate: await templateIn(file) }),
}

const forms = `name=NAME and one of ${Object.keys(binds).join('=, ')}=, such as name=data,claimName=my-claim,subPath=src`

const wrong = (text: string): CommandError => usageError(`--workspace ${text}: it is ${forms}`)

/** Workspace bindings, as a PipelineRun has them, from `name=…,claimName=…`. */
export const readWorkspaces = async (given: readonly string[]): Promise<JsonObject[] | undefined> =>
  given.length === 0 ? undefined : Promise.all(given.map(readWorkspace))

const readWorkspace = async (text: string): Promise<JsonObject> => {
  const pairs = text.split(',').map((part) => /^(\w+)=(.*)$/.exec(part)?.slice(1) as [string, string] | undefined)
  if (pairs.some((pair) => pair === undefined)) throw wrong(text)
  const { name, subPath, ...rest } = Object.fromEntries(pairs as [string, string][])
  const [bound, second] = Object.entries(rest)
  const bind = bound && Object.hasOwn(binds, bound[0]) ? binds[bound[0]] : undefined
  if (!name || !bound || !bind || second || (bound[1] === '' && bound[0] !== 'emptyDir')) throw wrong(text)
  return { name, ...(subPath && { subPath }), ...(await bind(bound[1])) }
}

const templateIn = async (file: string): Promise<JsonObject> => {
  const value = loadAll(await readFile(file, 'utf8'))[0]
  const template = value as JsonObject | undefined
  if (typeof template !== 'object' || template === null || typeof template['spec'] !== 'object')
    throw usageError(`--workspace: ${file} is no template of a claim: it has no spec`)
  return template
}
