import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { chooseContext } from '../../../../lib/cli/context/choose-context.ts'
import { contextFilePath, readContextFile, writeContextFile } from '../../../../lib/cli/context/context-file.ts'
import { contextOf } from '../../../../lib/cli/context/context-of.ts'
import { parse } from '../../../../lib/cli/grammar/program.ts'
import { testFolder } from '../command/test-cli.ts'

const parameter = '/millrace/prod/context'
const yaml = `contexts:
  prod: {parameter: ${parameter}, region: eu-west-1, namespace: ci}
  dev: {parameter: /millrace/dev/context}
current-context: dev
`
const written = (text = yaml): { MILLRACE_CONFIG: string } => {
  const file = join(testFolder(), 'config.yaml')
  writeFileSync(file, text)
  return { MILLRACE_CONFIG: file }
}
const prod = { type: 'stage', name: 'prod', stage: { parameter, region: 'eu-west-1', namespace: 'ci' } }
const local = { type: 'local' }

describe('the context of a command', () => {
  it('is that of the option, else of the environment, else the current one, else the data folder', async () => {
    const environment = written()
    expect(await chooseContext({ context: 'prod' }, { ...environment, MILLRACE_CONTEXT: 'dev' })).toEqual(prod)
    expect(await chooseContext({}, { ...environment, MILLRACE_CONTEXT: 'prod' })).toEqual(prod)
    expect(await chooseContext({}, environment)).toMatchObject({ name: 'dev' })
    expect(await chooseContext({}, { MILLRACE_CONFIG: join(testFolder(), 'none.yaml') })).toEqual(local)
    expect(await chooseContext({}, written('# nothing\n'))).toEqual(local)
  })

  it('is the data folder when that is named', async () => {
    const environment = written()
    expect(await chooseContext({ context: 'local' }, environment)).toEqual(local)
    expect(await chooseContext({ data: 'x' }, environment)).toEqual(local)
    expect(await chooseContext({ data: 'x' }, { ...environment, MILLRACE_CONTEXT: 'prod' })).toEqual(local)
    await expect(chooseContext({ data: 'x', context: 'prod' }, environment)).rejects.toThrow(
      '--data is of the context local, and --context names prod',
    )
  })

  it('is not known: says which there are, or which was meant', async () => {
    const environment = written()
    await expect(chooseContext({ context: 'prdo' }, environment)).rejects.toMatchObject({
      message: 'there is no context "prdo"',
      help: expect.stringContaining('prod') as string,
    })
    await expect(chooseContext({ context: 'elsewhere' }, environment)).rejects.toMatchObject({
      help: 'there are: local, prod, dev; add one with: millrace context add',
    })
    await expect(chooseContext({ context: 'toString' }, environment)).rejects.toThrow('there is no context')
  })

  it('does not matter to what is about no runs, or names a queue', async () => {
    const of = (line: string) => {
      const parsed = parse(line.split(' '))
      if (parsed.type !== 'invocation') throw new Error(parsed.text)
      return contextOf(parsed, { ...written(), MILLRACE_CONTEXT: 'gone' })
    }
    for (const line of ['context list', 'context use local', 'version', 'simulate -f a', 'submit a --queue https://q'])
      expect(await of(line)).toEqual(local)
    await expect(of('submit a')).rejects.toThrow('there is no context "gone"')
    await expect(of('submit a --queue https://q -c prod')).rejects.toThrow('--queue stands in place of a context')
  })

  it.each([
    ['an unknown field', 'contexts: {prod: {parameter: x, regoin: y}}\n', 'regoin'],
    ['a name that is taken', 'contexts: {local: {parameter: x}}\n', 'always there'],
    ['YAML that is none', 'contexts: [\n', 'config.yaml: '],
  ])('cannot be told from a file with %s', async (_, text, message) => {
    await expect(chooseContext({}, written(text))).rejects.toThrow(message)
  })
})

describe('the file of contexts', () => {
  it('is where MILLRACE_CONFIG says, else where the XDG specification does', () => {
    expect(contextFilePath({ MILLRACE_CONFIG: '/a/b.yaml', HOME: '/h' })).toBe('/a/b.yaml')
    expect(contextFilePath({ XDG_CONFIG_HOME: '/c', HOME: '/h' })).toBe('/c/millrace/config.yaml')
    expect(contextFilePath({ HOME: '/h' })).toBe('/h/.config/millrace/config.yaml')
  })

  it('is read as it was written', async () => {
    const folder = join(testFolder(), 'not', 'there')
    const path = join(folder, 'config.yaml')
    const file = { contexts: { prod: { parameter, namespace: 'on' } }, 'current-context': 'prod' }
    await writeContextFile(path, file)
    expect(await readContextFile(path)).toEqual(file)
    mkdirSync(join(folder, 'x'))
    await expect(readContextFile(join(folder, 'x'))).rejects.toMatchObject({ code: 'EISDIR' })
  })
})
