import { resolveTemplate } from '../../emulator/template.ts'
import type { Check } from '../check.ts'

/** Logs of every function go after a while. A group that is not in the template would be made by Lambda, for ever. */
export const checkLogs: Check = (template) => {
  const { ofType } = resolveTemplate(template)
  const groups = ofType('AWS::Logs::LogGroup')
  return ofType('AWS::Lambda::Function').flatMap(({ logicalId, name }) => {
    const group = groups.find((one) => one.name === `/aws/lambda/${name}`)
    return Number(group?.properties['RetentionInDays'] ?? 0) > 0 ? [] : [`${logicalId}: its logs stay for ever`]
  })
}
