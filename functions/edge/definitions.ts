import { createDynamoDefinitions } from '../../lib/adapters/aws/dynamo/dynamo-definitions.ts'
import type { Definitions } from '../../lib/ports/definitions.ts'
import type { Composed } from './compose.ts'

export const openDefinitions = ({ table }: Pick<Composed, 'table'>): Definitions => createDynamoDefinitions({ table })
