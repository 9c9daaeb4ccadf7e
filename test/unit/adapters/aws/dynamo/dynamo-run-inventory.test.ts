import { describe, expect, it } from 'vitest'
import { createDynamoRunInventory } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-inventory.ts'
import { createDynamoRunLog } from '../../../../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { sampleEntry, sampleRunId } from '../../../../contract/sample-run.ts'
import { noDynoxide } from '../../../../support/dynoxide.ts'
import { useDynamo } from './dynamo-under-test.ts'

describe.skipIf(noDynoxide !== undefined)('a page of the inventory', () => {
  const open = useDynamo()

  it('names a run once, however many items it has', async () => {
    const { table } = await open()
    const runId = sampleRunId()
    for (const seq of [1, 2, 3]) await createDynamoRunLog({ table }).append(runId, sampleEntry(seq))
    expect((await createDynamoRunInventory({ table }).runs()).runIds).toEqual([runId])
  })
})
