import { describe, expect, it } from 'vitest'
import { createMemoryDefinitions } from '../../../../lib/adapters/memory/memory-definitions.ts'
import { checkDocuments, forgiveUnknown } from '../../../../lib/cli/source/check-documents.ts'
import { storeDefinitions } from '../../../../lib/cli/source/store-source.ts'
import { sortDocuments } from '../../../../lib/dialects/sort-documents.ts'

const head = 'apiVersion: kontroler.greedykomodo/v1alpha1\n'
const dagTask = (image: string): string =>
  `${head}kind: DagTask\nmetadata: {name: work}\nspec: {image: ${image}, command: [a]}\n`
const dag = (version: number): string =>
  `${head}kind: DAG\nmetadata: {name: build}\nspec:\n  task:\n    - {name: one, taskRef: {name: work, version: ${version}}}\n`
const dagRun = `${head}kind: DagRun\nmetadata: {name: r}\nspec: {dagName: build}\n`
const namespaceOf = ({ namespace = 'default' }: { namespace?: string }): string => namespace

const check = (texts: string[], definitions = createMemoryDefinitions()) => {
  const sorted = sortDocuments(texts.map((text, n) => ({ file: `${n}.yaml`, text, found: false })))
  return checkDocuments(sorted, { definitions, namespaceOf, files: texts.map((_, n) => `${n}.yaml`) })
}
const codes = async (...given: Parameters<typeof check>) =>
  (await check(...given)).map(({ code, file }) => `${file} ${code}`)

describe('checkDocuments', () => {
  it('lets documents refer to each other, in any order', async () => {
    expect(await codes([dagRun, dag(1), dagTask('alpine')])).toEqual([])
  })

  it('counts versions on from what is stored', async () => {
    const definitions = createMemoryDefinitions()
    const stored = sortDocuments([{ file: 'x', text: dagTask('alpine'), found: false }]).definitions
    await storeDefinitions(stored, { definitions, namespaceOf })
    expect(await codes([dag(2), dagTask('busybox')], definitions)).toEqual([])
    expect(await codes([dag(1), dagTask('busybox')], definitions)).toEqual([])
    expect(await codes([dag(2), dagTask('alpine')], definitions)).toEqual(['0.yaml UnknownDagTaskVersion'])
  })

  it('does not blame a run for what is wrong with its DAG', async () => {
    const broken = `${head}kind: DAG\nmetadata: {name: build}\nspec:\n  task: [{name: one, image: x, command: [a], runAfter: [two]}]\n`
    expect(await codes([dagRun, broken])).toEqual(['1.yaml UnknownTask'])
  })

  it('reports everything in the order of the files', async () => {
    expect(await codes([dagRun, dag(7), `${head}kind: Dag\n`])).toEqual(['1.yaml UnknownDagTask', '2.yaml UnknownKind'])
  })
})

describe('forgiveUnknown', () => {
  it('warns of what no file has, since it may be stored elsewhere', async () => {
    const [diagnostic] = forgiveUnknown(await check([dagRun]))
    expect(diagnostic).toMatchObject({ code: 'UnknownDag', severity: 'warning', line: 4 })
  })
})
