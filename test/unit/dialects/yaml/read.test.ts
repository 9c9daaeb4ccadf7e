import { describe, expect, it } from 'vitest'
import { maxCharacters, readDocuments } from '../../../../lib/dialects/yaml/read.ts'
import { writeYaml } from '../../../../lib/dialects/yaml/write.ts'

const read = (text: string) => readDocuments(text, 'a.yaml')
const values = (text: string) => read(text).documents.map(({ value }) => value)
const brief = (text: string) => read(text).diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)

describe('a file of documents', () => {
  it('is cut at its --- lines, and documents without content are left out', () => {
    expect(values('---\n# nothing\n---\na: 1\n--- # more\nb: 2\n---\n\n---\n')).toEqual([{ a: 1 }, { b: 2 }])
    expect(values('')).toEqual([])
    expect(values('# only a comment')).toEqual([])
    expect(values('---\n...\n')).toEqual([])
  })

  it('may begin a document on the line of its marker', () => {
    expect(values('--- {a: 1}\n--- |\n text\n')).toEqual([{ a: 1 }, 'text\n'])
  })

  it('may have directives', () => {
    expect(values('%YAML 1.1\n---\na: 1\n')).toEqual([{ a: 1 }])
  })

  it('may start with a byte order mark and have CRLF line ends', () => {
    const { documents } = read('\uFEFFa: 1\r\n---\r\nb: |\r\n  x\r\n  y\r\n')
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 'x\ny\n' }])
    expect(documents[1]!.locate(['b'], 'key')).toMatchObject({ line: 3, column: 1 })
  })

  it('does not take --- inside a block scalar for a marker', () => {
    expect(values('a: |\n  ---\n  b\n')).toEqual([{ a: '---\nb\n' }])
  })

  it('keeps the documents beside one that is not YAML', () => {
    const { documents, diagnostics } = read('a: 1\n---\nb: [\n---\nc: 3\n')
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { c: 3 }])
    expect(diagnostics).toMatchObject([{ code: 'YamlSyntax', severity: 'error', file: 'a.yaml', line: 4, column: 1 }])
  })

  it('gives each document a text that reads as the same value', () => {
    const { documents } = read('a: 1\n---\nb: &x [0644]\nc: *x\n---\n{apiVersion: v1, kind: List, items: [{d: y}]}\n')
    expect(documents).toHaveLength(3)
    for (const { text, value } of documents) expect(values(text)).toEqual([value])
  })

  it('takes lists of objects apart, also nested ones, and keeps the places of the items', () => {
    const { documents } = read('apiVersion: v1\nkind: List\nitems:\n- a: 1\n- kind: DAGList\n  items:\n  - b: 2\n')
    expect(documents.map(({ value }) => value)).toEqual([{ a: 1 }, { b: 2 }])
    expect(documents[1]!.locate(['b'])).toEqual({ line: 7, column: 8, length: 1 })
  })
})

describe('a tab in the indentation', () => {
  it('is an error at its place', () => {
    expect(brief('a:\n\tb: 1\n')).toEqual(['YamlSyntax 2:1'])
  })
})

describe('a value that YAML 1.2 tools read otherwise', () => {
  it.each([
    ['v: 0644', '0644 means 420 to kubectl, but 644 to YAML 1.2 tools'],
    ['v: yes', 'yes means true to kubectl, but the text "yes" to YAML 1.2 tools'],
    ['v: 1_000', '1_000 means 1000 to kubectl, but the text "1_000" to YAML 1.2 tools'],
    ['v: 0b11', '0b11 means 3 to kubectl, but the text "0b11" to YAML 1.2 tools'],
    ['n: 1', 'n means false to kubectl, but the text "n" to YAML 1.2 tools'],
  ])('%s is a warning', (text, message) => {
    expect(read(text).diagnostics).toMatchObject([{ code: 'AmbiguousScalar', severity: 'warning', message }])
    expect(read(text).documents).toHaveLength(1)
  })

  it.each([
    'v: true',
    'v: 420',
    'v: 0o644',
    'v: 0x1F',
    'v: 1e3',
    'v: "yes"',
    "v: '0644'",
    'v: |\n  yes',
    'v: ~',
    'v: !!str no',
  ])('%j is none', (text) => {
    expect(read(text).diagnostics).toEqual([])
  })

  it('is underlined', () => {
    expect(read('a:\n  mode: 0644 # x\n').diagnostics).toMatchObject([{ line: 2, column: 9, length: 4 }])
  })
})

describe('what is wrong with values', () => {
  it.each([
    ['a: 1\nb: 2\na: 3\n', 'DuplicateKey 3:1'],
    ['a: {b: 1, "b": 2}', 'DuplicateKey 1:11'],
    ['a: .inf', 'InvalidYamlValue 1:4'],
    ['a: *b', 'InvalidYamlValue 1:4'],
    ['a: &x [*x]', 'InvalidYamlValue 1:8'],
    ['[a]: 1', 'InvalidYamlValue 1:1'],
    ['~: 1', 'InvalidYamlValue 1:1'],
    ['a: {<<: 1}', 'InvalidYamlValue 1:5'],
    ['a: "\\ud800"', 'InvalidYamlValue 1:4'],
    ['a: !!int x', 'InvalidYamlValue 1:10'],
    ['a: 1\n...\nb: 1\n', 'ContentAfterEnd 3:1'],
    ['metadata:\n  labels:\n    __proto__: x\n', 'UnknownField 3:5'],
  ])('%j: %s', (text, expected) => {
    expect(brief(text)).toEqual([expected])
  })

  it('is said all at once, in the order of the lines', () => {
    expect(brief('a: yes\na: .nan\nb: *x\n---\nc: 0644\n')).toEqual([
      'AmbiguousScalar 1:4',
      'DuplicateKey 2:1',
      'InvalidYamlValue 2:4',
      'InvalidYamlValue 3:4',
      'AmbiguousScalar 5:4',
    ])
  })

  it('leaves Object.prototype alone', () => {
    const [value] = values('{__proto__: {polluted: 1}, constructor: {prototype: {polluted: 1}}, prototype: 2}')
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype)
    expect(Object.keys(value as object)).toEqual(['constructor', 'prototype'])
  })

  it('a merge from a prototype key is none', () => {
    expect(values('a: &a {constructor: 1}\nb: {<<: *a}\n')).toEqual([{ a: { constructor: 1 }, b: { constructor: 1 } }])
  })
})

describe('places', () => {
  const text = [
    'spec:', //                         1
    '  task:', //                       2
    '    - name: a', //                 3
    '      args: ["x", \'y\']', //      4
    '    - &two', //                    5
    '      name: b', //                 6
    '      script: |', //               7
    '        echo', //                  8
    '    - *two', //                    9
    '    - {<<: *two, empty: }', //    10
    '    -', //                        11
  ].join('\n')
  const { documents } = readDocuments(text, 'p.yaml')
  const [document] = documents

  it.each([
    [['spec'], 'key', { line: 1, column: 1, length: 4 }],
    [['spec', 'task', 0, 'name'], 'value', { line: 3, column: 13, length: 1 }],
    [['spec', 'task', 0, 'name'], 'key', { line: 3, column: 7, length: 4 }],
    [['spec', 'task', 0, 'args', 1], 'value', { line: 4, column: 19, length: 3 }],
    [['spec', 'task', 0, 'image'], 'value', { line: 3, column: 7 }],
    [['spec', 'task', 1, 'script'], 'key', { line: 7, column: 7, length: 6 }],
    [['spec', 'task', 1, 'script'], 'value', { line: 8, column: 1 }],
    [['spec', 'task', 2, 'name'], 'value', { line: 6, column: 13, length: 1 }],
    [['spec', 'task', 3, 'name'], 'value', { line: 6, column: 13, length: 1 }],
    [['spec', 'task', 3, 'empty'], 'value', { line: 10, column: 18, length: 5 }],
    [['spec', 'task', 4], 'value', { line: 2, column: 3, length: 4 }],
    [['nothing', 'here'], 'value', { line: 1, column: 1 }],
  ] as const)('of %j, its %s', (path, what, place) => {
    expect(document!.locate(path, what)).toEqual({ length: undefined, ...place })
  })

  it('are found in a mapping that merges itself', () => {
    const { documents } = read('a: &a\n  <<: *a\n  b: 1\n')
    expect(documents[0]!.locate(['a', 'b'])).toMatchObject({ line: 3, column: 6 })
  })
})

describe('guards', () => {
  const quickly = (text: string) => {
    const start = performance.now()
    const codes = new Set(read(text).diagnostics.map(({ code }) => code))
    // They take a few milliseconds; the rest is for a busy machine.
    expect(performance.now() - start).toBeLessThan(1000)
    return [...codes]
  }

  it('a file that is too large is not read', () => {
    expect(quickly(`a: ${'x'.repeat(maxCharacters)}`)).toEqual(['DocumentTooLarge'])
  })

  it.each(['[', '{a: ', '- ', '? ', '[{a: '])('10,000 times %j is too deep', (part) => {
    expect(quickly(part.repeat(10_000))).toEqual(['TooDeep'])
  })

  it('10,000 indented levels are too deep', () => {
    expect(quickly(Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}a:\n`).join(''))).toEqual([
      'TooDeep',
    ])
  })

  it('a long line beside brackets that hang is looked at once', () => {
    expect(quickly(`a: [\n1]\nb${' '.repeat(1_500_000)}c\n`)).toEqual(['YamlSyntax'])
  })

  it('aliases that nest too deeply are refused', () => {
    const lines = Array.from({ length: 200 }, (_, index) => `a${index + 1}: &a${index + 1} [*a${index}]\n`)
    expect(quickly(`a0: &a0 [x]\n${lines.join('')}`)).toEqual(['TooDeep'])
  })

  it('aliases that expand to too much are refused', () => {
    const lines = Array.from(
      { length: 12 },
      (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(', ')}]\n`,
    )
    expect(quickly(`a0: &a0 lol\n${lines.join('')}`)).toEqual(['TooManyAliases'])
  })

  it('a large text that many aliases repeat is refused', () => {
    const aliases = Array.from({ length: 1000 }, (_, index) => `b${index}: *a\n`)
    expect(quickly(`a: &a ${'x'.repeat(100_000)}\n${aliases.join('')}`)).toEqual(['TooManyAliases'])
  })

  it('merges that expand to too much are refused', () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => `k${index}: 1`)
    const merges = Array.from({ length: 2000 }, (_, index) => `m${index}: {<<: *a}\n`)
    expect(quickly(`a: &a {${keys.join(', ')}}\n${merges.join('')}`)).toEqual(['TooManyAliases'])
  })
})

describe('writing', () => {
  it('quotes what kubectl or YAML 1.2 would read otherwise', () => {
    const value = {
      y: 'no',
      n: ['0644', '1_000', '0o17', '1e3', '2026-11-21', '', '~', '<<', 'on', '.inf', '1:30', 'y'],
    }
    const { documents, diagnostics } = read(writeYaml(value))
    expect(documents[0]!.value).toEqual(value)
    expect(diagnostics).toEqual([])
  })
})
