import { describe, expect, it } from 'vitest'
import { runIdOf } from '../../../../lib/app/run-id.ts'
import { runOfLetter } from '../../../../lib/cli/show/run-of-letter.ts'

const run = (metadata: string) =>
  `apiVersion: kontroler.greedykomodo/v1alpha1\nkind: DagRun\nmetadata: {${metadata}}\nspec: {dagName: d}\n`
const runId = runIdOf('ci', 'k')

describe('the run of a message that was given up', () => {
  it.each<[string, unknown, unknown]>([
    ['is named by its id', { type: 'run.cancel', runId }, { runId }],
    [
      'is that of a run document with a name',
      { type: 'run.submit', namespace: 'ci', key: 'k', text: run('name: r') },
      { runId: runIdOf('ci', 'DagRun/r'), namespace: 'ci', name: 'r' },
    ],
    [
      'is that of a key',
      { type: 'run.submit', namespace: 'ci', key: 'k', text: run('generateName: r-') },
      { runId, namespace: 'ci', name: expect.stringMatching(/^r-[0-9a-f]{5}$/) },
    ],
    ['is known by a key alone', { namespace: 'ci', key: 'k', definition: { kind: 'DAG', name: 'd' } }, { runId }],
    [
      'has the name that is given with a definition, whatever its key',
      { namespace: 'ci', key: 'k', name: 'n', definition: { kind: 'DAG', name: 'd' } },
      { namespace: 'ci', name: 'n' },
    ],
    ['is not known without a key', { type: 'run.submit', text: run('generateName: r-') }, undefined],
    ['is not known of what is no message', { type: 'cluster.watch' }, undefined],
    [
      'is found in an envelope',
      { Type: 'Notification', MessageId: 'm', Message: JSON.stringify({ definition: { kind: 'DAG', name: 'd' } }) },
      { runId: runIdOf('default', 'sns:m') },
    ],
  ])('%s', (_, message, expected) => {
    expect(runOfLetter({ body: JSON.stringify(message) })).toEqual(expected)
  })
})
