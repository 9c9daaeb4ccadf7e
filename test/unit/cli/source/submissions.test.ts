import { describe, expect, it } from 'vitest'
import { createMemoryDefinitions } from '../../../../lib/adapters/memory/memory-definitions.ts'
import { createMemoryObjects } from '../../../../lib/adapters/memory/memory-objects.ts'
import { createReadSubmission } from '../../../../lib/app/requested-run.ts'
import { runIdentity } from '../../../../lib/app/run-identity.ts'
import { chooseRuns, type RunChoice } from '../../../../lib/cli/source/choose-runs.ts'
import { runDocuments } from '../../../../lib/cli/source/run-request.ts'
import { submissionsOf } from '../../../../lib/cli/source/submissions.ts'
import { RunSubmit } from '../../../../lib/core/submission.ts'
import { sortDocuments } from '../../../../lib/dialects/sort-documents.ts'

const dag = (name: string, namespace?: string) => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DAG
metadata: {name: ${name}${namespace === undefined ? '' : `, namespace: ${namespace}`}}
spec:
  parameters: [{name: who, defaultValue: world}]
  task: [{name: a, image: busybox, command: [echo], parameters: [who]}]
`
const run = (metadata: string) => `apiVersion: kontroler.greedykomodo/v1alpha1
kind: DagRun
metadata: {${metadata}}
spec: {dagName: greet}`
const pipeline = `apiVersion: tekton.dev/v1
kind: Pipeline
metadata: {name: build}
spec: {tasks: [{name: a, taskSpec: {steps: [{name: s, image: busybox, command: [echo]}]}}]}
`

/** What is submitted, and who reads it. */
const world = async (texts: string[], given: Partial<RunChoice> & { key?: string } = {}, stored: string[] = []) => {
  const { key, ...rest } = given
  const choice = { params: {}, ...rest }
  const definitions = createMemoryDefinitions()
  for (const { kind, name, document } of sortDocuments([{ file: 'stored', text: stored.join('---\n') }]).definitions)
    await definitions.put({ namespace: 'team', kind, name: name!, hash: '1', text: document.text, createdAt: 0 })
  const sorted = texts.length === 0 ? undefined : sortDocuments([{ file: 'a.yaml', text: texts.join('\n---\n') }])
  const chosen = chooseRuns(sorted, choice)
  const runs = await runDocuments(chosen, { ...choice, definitions, namespace: 'team' })
  const namespaceOf = ({ namespace = 'team' }: { namespace?: string }) => namespace
  const submitted = submissionsOf({ chosen, runs, sorted }, { ...choice, key, namespaceOf })
  const read = createReadSubmission({ definitions, objects: createMemoryObjects() })
  const requested = await Promise.all(
    submitted.map(async ({ submission, identity }) => {
      const message = RunSubmit.parse({ type: 'run.submit', ...submission })
      const { document, own } = await read(message)
      const seen = runIdentity(document, { namespace: message.namespace, key: message.key! })
      return { document, own: own.map(({ name }) => name), seen, identity }
    }),
  )
  return { submitted, requested }
}

describe('a submission of the command line', () => {
  it.each<[string, string[], Partial<RunChoice> & { key?: string }]>([
    ['a run document', [run('name: r')], {}],
    ['a run document without a name', [run('generateName: r-')], {}],
    ['a run document of another namespace', [run('name: r, namespace: ci')], {}],
    ['a run document and its definition', [dag('greet'), run('name: r')], { key: 'k' }],
    ['a run document that gets a name', [run('name: r')], { name: 'mine' }],
    ['a definition', [dag('greet')], { params: { who: 'you' }, labels: { team: 'a' } }],
    ['a definition of another namespace, with a name', [dag('greet', 'ci')], { name: 'mine' }],
    ['one definition of several', [dag('greet'), dag('leave')], { target: 'leave', params: { who: 'x' }, key: 'k' }],
    ['a Pipeline', [pipeline], { key: 'k' }],
  ])('is read as the run that it said it would be: %s', async (_, texts, given) => {
    const { requested } = await world(texts, given)
    expect(requested).toHaveLength(1)
    expect(requested[0]!.seen).toEqual(requested[0]!.identity)
  })

  it('is the text of a run document alone as it is written', async () => {
    const text = run('name: r')
    const { submitted } = await world([text])
    expect(submitted[0]!.submission).toEqual({
      namespace: 'team',
      key: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      text,
      file: 'a.yaml',
    })
  })

  it('is one for each run document, and each brings the definitions of the files', async () => {
    const { requested } = await world([run('name: r1'), dag('greet'), run('name: r2')])
    expect(requested.map(({ seen, own }) => [seen.name, own])).toEqual([
      ['r1', ['greet']],
      ['r2', ['greet']],
    ])
  })

  it('names a stored definition by kind and name', async () => {
    const { submitted, requested } = await world([], { target: 'build', name: 'mine', labels: { a: 'b' } }, [pipeline])
    expect(submitted[0]!.submission).toMatchObject({
      definition: { kind: 'Pipeline', name: 'build' },
      name: 'mine',
      labels: { a: 'b' },
    })
    expect(requested[0]!.seen).toEqual(requested[0]!.identity)
  })

  it('binds the workspaces of the run that is made for a definition', async () => {
    const workspaces = [{ name: 'data', emptyDir: {} }]
    const { submitted, requested } = await world([], { target: 'build', workspaces }, [pipeline])
    expect(submitted[0]!.submission).toMatchObject({ workspaces })
    expect(requested[0]!.seen).toEqual(requested[0]!.identity)
  })

  it('carries the parameters and labels of the one definition beside its text', async () => {
    const { submitted, requested } = await world([dag('greet')], { params: { who: 'you' }, labels: { team: 'a' } })
    expect(submitted[0]!.submission).toMatchObject({ text: dag('greet'), params: { who: 'you' } })
    expect(requested[0]!.document.value).toMatchObject({
      metadata: { labels: { team: 'a' } },
      spec: { parameters: [{ name: 'who', value: 'you' }] },
    })
  })

  it('is refused when one key is to be of several runs, or labels of a run document', async () => {
    await expect(world([run('name: a'), run('name: b')], { key: 'k' })).rejects.toThrow('--key is of one run')
    await expect(world([run('name: a')], { labels: { a: 'b' } })).rejects.toThrow('--label does not go together')
    const workspaces = [{ name: 'data', emptyDir: {} }]
    await expect(world([run('name: a')], { workspaces })).rejects.toThrow('--workspace does not go together')
  })
})
