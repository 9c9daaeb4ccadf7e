import { describe } from 'vitest'
import { createDynamoDefinitions } from '../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import { createDynamoLeases } from '../../lib/adapters/aws/dynamo/dynamo-leases.ts'
import { createDynamoRunHeaders } from '../../lib/adapters/aws/dynamo/dynamo-run-headers.ts'
import { createDynamoRunInventory } from '../../lib/adapters/aws/dynamo/dynamo-run-inventory.ts'
import { createDynamoRunLog } from '../../lib/adapters/aws/dynamo/dynamo-run-log.ts'
import { openTable, useDynamoClient } from '../support/dynamo-table.ts'
import { noDynoxide } from '../support/dynoxide.ts'
import { definitionsContract } from './definitions.contract.ts'
import { leasesContract } from './leases.contract.ts'
import { runHeadersContract } from './run-headers.contract.ts'
import { runInventoryContract } from './run-inventory.contract.ts'
import { runLogContract } from './run-log.contract.ts'

const contracts = (): void => {
  const client = useDynamoClient()

  runLogContract('DynamoDB', async () => {
    const { table, close } = await openTable(client())
    return { runLog: createDynamoRunLog({ table }), headers: createDynamoRunHeaders({ table }), close }
  })
  runHeadersContract('DynamoDB', async () => {
    const { table, close } = await openTable(client())
    return { headers: createDynamoRunHeaders({ table }), close }
  })
  runInventoryContract('DynamoDB', async (pageSize) => {
    const { table, close } = await openTable(client())
    const inventory = createDynamoRunInventory({ table, pageSize })
    return { runLog: createDynamoRunLog({ table }), headers: createDynamoRunHeaders({ table }), inventory, close }
  })
  definitionsContract('DynamoDB', async () => {
    const { table, close } = await openTable(client())
    return { definitions: createDynamoDefinitions({ table }), close }
  })
  leasesContract('DynamoDB', async () => {
    const { table, close } = await openTable(client())
    return { leases: createDynamoLeases({ table }), close }
  })
}

if (noDynoxide === undefined) contracts()
else describe.skip(`no DynamoDB here, as ${noDynoxide}`, contracts)
