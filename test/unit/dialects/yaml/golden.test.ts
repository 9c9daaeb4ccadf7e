import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { describe, expect, it } from 'vitest'
import { readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { documents, refusedDocuments, refusedScalars, scalars, stricterDocuments } from './golden.ts'

const head = 'apiVersion: a.b/v1\nkind: Foo\nmetadata: {name: a}\n'
const kubectl = `${homedir()}/.cache/millrace-cluster/bin/kubectl`
const withoutKubectl = !existsSync(kubectl)
if (withoutKubectl) console.log(`the golden table is not compared with kubectl: there is no ${kubectl}`)

const read = (text: string) => {
  const { documents, diagnostics } = readDocuments(`${head}${text}\n`, 'golden.yaml')
  const { apiVersion: _, kind: __, metadata: ___, ...rest } = (documents[0]?.value ?? {}) as Record<string, unknown>
  return { rest, codes: diagnostics.filter(({ severity }) => severity === 'error').map(({ code }) => code) }
}

/** `label --local` prints what kubectl has read, and asks no server. */
const ask = (text: string) => {
  const args = ['label', '--local', '-f', '-', 'millrace.dev/x=y', '-o', 'json']
  const { status, stdout } = spawnSync(kubectl, args, { input: text, encoding: 'utf8' })
  return status === 0 ? stdout : undefined
}

describe('YAML is read as kubectl reads it', () => {
  it.each(scalars)('the scalar %s is %j', (text, value) => {
    expect(read(`v: ${text}`)).toEqual({ rest: { v: value }, codes: [] })
  })

  it.each(refusedScalars)('the scalar %s is refused', (text) => {
    expect(read(`v: ${text}`).codes).toEqual(['InvalidYamlValue'])
  })

  it.each(documents)('%j is %s', (text, json) => {
    expect(read(text)).toEqual({ rest: JSON.parse(json), codes: [] })
  })

  it.each([...refusedDocuments, ...stricterDocuments])('%j is refused as %s', (text, code) => {
    expect(read(text).codes[0]).toBe(code)
  })
})

describe.skipIf(withoutKubectl)('kubectl still reads the golden table so', () => {
  it('the scalars', () => {
    const list = scalars.map(([text]) => `  - ${text}\n`).join('')
    const { v } = JSON.parse(ask(`${head}v:\n${list}`)!)
    expect(v).toEqual(scalars.map(([, value]) => value))
  })

  it.each(refusedScalars)('it refuses %s', (text) => {
    expect(ask(`${head}v: ${text}\n`)).toBeUndefined()
  })

  it('the documents', () => {
    const answer = ask(documents.map(([text]) => `${head}${text}\n`).join('---\n'))!
    const read = answer.split(/(?<=^\}\n)/m).map((object) => {
      const { apiVersion: _, kind: __, metadata: ___, ...rest } = JSON.parse(object)
      return rest
    })
    expect(read).toEqual(documents.map(([, json]) => JSON.parse(json)))
  })

  it.each(refusedDocuments)('it refuses %j', (text) => {
    expect(ask(`${head}${text}\n`)).toBeUndefined()
  })

  it.each(stricterDocuments)('it accepts %j, which is refused here', (text) => {
    expect(ask(`${head}${text}\n`)).toBeDefined()
  })
})
