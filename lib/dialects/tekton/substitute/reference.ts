/** `$(…)` whose content could be a variable: no blanks, no parentheses, so that a shell's own are passed over. */
const pattern = /\$\(([A-Za-z_][^\s$()]*)\)/g
const only = /^\$\(([A-Za-z_][^\s$()]*)\)$/

export const replaceReferences = (text: string, replace: (reference: string) => string | undefined): string =>
  text.includes('$(') ? text.replaceAll(pattern, (whole, reference: string) => replace(reference) ?? whole) : text

/** The references in a text, in their order. */
export const referencesIn = (text: string): string[] =>
  text.includes('$(') ? [...text.matchAll(pattern)].map(([, reference]) => reference!) : []

/** The reference that the text is and nothing else. */
export const onlyReference = (text: string): string | undefined => only.exec(text)?.[1]

/** What is taken of a param or a result: all of it, one element, one key. */
export type Part = { type: 'whole' } | { type: 'index'; index: number } | { type: 'key'; key: string }

export interface Selector {
  name: string
  part?: Part
}

const dotted = /^\.([\w.-]+)(\[\*\]|\[\d+\])?$/
const quoted = /^\[(?:'([^'\]]+)'|"([^"\]]+)")\](\[\*\]|\[\d+\]|\.[\w-]+)?$/

/**
 * The ways to read what follows `params` or `tasks.T.results`: `.name`, `['name']` or `["name"]`, then perhaps `[*]`,
 * `[0]` or `.key`. Names may have dots, so the longest comes first.
 */
export const selectors = (rest: string): Selector[] => {
  const inQuotes = quoted.exec(rest)
  if (inQuotes) return [{ name: (inQuotes[1] ?? inQuotes[2])!, part: partOf(inQuotes[3]) }]
  const match = dotted.exec(rest)
  if (!match) return []
  const [, path = '', suffix] = match
  const dot = path.lastIndexOf('.')
  const whole = { name: path, part: partOf(suffix) }
  if (dot <= 0 || suffix !== undefined) return [whole]
  return [whole, { name: path.slice(0, dot), part: { type: 'key', key: path.slice(dot + 1) } }]
}

const partOf = (suffix: string | undefined): Part | undefined => {
  if (suffix === undefined) return undefined
  if (suffix === '[*]') return { type: 'whole' }
  if (suffix.startsWith('.')) return { type: 'key', key: suffix.slice(1) }
  return { type: 'index', index: Number(suffix.slice(1, -1)) }
}

/** What follows `params`, with or without Tekton's old spelling `inputs.params`. */
export const afterParams = (reference: string): string | undefined =>
  /^(?:inputs\.)?params([.[].*)$/.exec(reference)?.[1]

/** `tasks.T` or `finally.T`, and what follows. */
export const afterTask = (
  reference: string,
): { section: 'tasks' | 'finally'; task: string; rest: string } | undefined => {
  const match = /^(tasks|finally)\.([a-z0-9-]+)\.(.+)$/.exec(reference)
  return match ? { section: match[1] as 'tasks' | 'finally', task: match[2]!, rest: match[3]! } : undefined
}

/** What follows `results` of a task. */
export const afterResults = (rest: string): string | undefined => /^results([.[].*)$/.exec(rest)?.[1]
