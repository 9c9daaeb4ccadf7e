import { readFile } from 'node:fs/promises'
import { usageError } from '../command-error.ts'

/** Parameters from `k=v`; `k=@file` takes the text of the file, without the line end at its end. The last one counts. */
export const readParams = async (given: readonly string[]): Promise<Record<string, string>> => {
  const params: Record<string, string> = {}
  for (const text of given) {
    const equals = text.indexOf('=')
    if (equals < 1) throw usageError(`-p ${text}: a parameter is name=value`)
    const value = text.slice(equals + 1)
    params[text.slice(0, equals)] = value.startsWith('@') ? await contentOf(value.slice(1)) : value
  }
  return params
}

const contentOf = async (file: string): Promise<string> => (await readFile(file, 'utf8')).replace(/\r?\n$/, '')
