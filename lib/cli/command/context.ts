import { resolve } from 'node:path'
import * as z from 'zod'
import type { Cli } from '../cli.ts'
import { usageError } from '../command-error.ts'
import { contextNamed } from '../context/choose-context.ts'
import { Contexts, localName } from '../context/context.ts'
import { contextFilePath, readContextFile, writeContextFile } from '../context/context-file.ts'
import { readStage } from '../context/read-stage.ts'
import { type ExitCode, exitCodes } from '../exit-code.ts'
import type { ContextInvocation } from '../grammar/invocation.ts'
import { table } from '../text/table.ts'

/** `millrace context`: the stages that are known on this machine, and which of them is meant. */
export const context = async (cli: Cli, invocation: ContextInvocation): Promise<ExitCode> => {
  const path = contextFilePath(process.env)
  const file = await readContextFile(path)
  if (invocation.action === 'list') list(cli, file)
  else {
    const { next, said } = await change(file, invocation)
    await writeContextFile(path, next)
    cli.terminal.out(said)
  }
  return exitCodes.ok
}

const list = ({ terminal, data }: Cli, { contexts, 'current-context': current = localName }: Contexts): void => {
  const stages = Object.entries(contexts).map(([name, { parameter, region, namespace }]) => [
    name,
    parameter,
    region ?? '-',
    namespace ?? '-',
  ])
  const rows = [[localName, data, '-', '-'], ...stages].map((row) => [row[0] === current ? '*' : '', ...row])
  for (const line of table(['', 'NAME', 'WHERE', 'REGION', 'NAMESPACE'], rows)) terminal.out(line)
}

type Change = Exclude<ContextInvocation, { action: 'list' }>

const change = async (file: Contexts, change: Change): Promise<{ next: Contexts; said: string }> => {
  switch (change.action) {
    case 'add':
      return add(file, change)
    case 'use':
      return use(file, change.name)
    case 'remove':
      return remove(file, change.name)
  }
}

const add = async (file: Contexts, { name, stage, check }: Extract<Change, { action: 'add' }>) => {
  const { kubeconfig } = stage
  // Used from any folder.
  const own = kubeconfig === undefined ? stage : { ...stage, kubeconfig: resolve(kubeconfig) }
  const next = Contexts.safeParse({ ...file, contexts: { ...file.contexts, [name]: defined(own) } })
  if (!next.success) throw usageError(`context ${name}: ${z.prettifyError(next.error)}`)
  if (check) await readStage(stage)
  return { next: next.data, said: `context ${name} ${Object.hasOwn(file.contexts, name) ? 'changed' : 'added'}` }
}

const defined = (fields: object): object =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))

const use = (file: Contexts, name: string) => {
  if (name !== localName) contextNamed(file, name)
  return { next: { ...file, 'current-context': name }, said: `${name} is the current context` }
}

const remove = (file: Contexts, name: string) => {
  if (name === localName) throw usageError(`"${localName}" is the data folder, and always there`)
  contextNamed(file, name)
  const { [name]: _, ...contexts } = file.contexts
  const { 'current-context': current, ...rest } = file
  const next = { ...rest, contexts, ...(current !== undefined && current !== name && { 'current-context': current }) }
  return { next, said: `context ${name} removed` }
}
