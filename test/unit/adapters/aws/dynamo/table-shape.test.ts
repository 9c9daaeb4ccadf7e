import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { tableShape, ttlAttribute } from '../../../../../lib/adapters/aws/dynamo/table-shape.ts'
import { textOf } from '../../../../house/source-files.ts'

describe('the table of the template', () => {
  it('has the keys, the indexes and the time to live that the adapters rely on', () => {
    const template = load(textOf('infra/table.yml').replaceAll(/!(If|Ref)\b/g, '')) as {
      Resources: { Table: { Properties: unknown } }
    }
    expect(template.Resources.Table.Properties).toMatchObject({
      ...tableShape,
      TimeToLiveSpecification: { AttributeName: ttlAttribute, Enabled: true },
    })
  })
})
