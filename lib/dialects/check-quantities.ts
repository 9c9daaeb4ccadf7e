import type { Issue } from './issue.ts'
import { isQuantity } from './quantity.ts'
import type { Path } from './yaml/document.ts'

/** Amounts by resource; undefined where what was written is no text. */
type Quantities = { [name: string]: string | undefined }

export const checkQuantities = (
  resources: Partial<Record<'limits' | 'requests', Quantities>> | undefined,
  path: Path,
): Issue[] =>
  (['limits', 'requests'] as const).flatMap((part) =>
    Object.entries(resources?.[part] ?? {}).flatMap(([name, text]): Issue[] => {
      if (text === undefined || isQuantity(text)) return []
      const message = `"${text}" is not a quantity of ${name}`
      return [
        {
          code: 'InvalidQuantity',
          path: [...path, part, name],
          message,
          hint: 'such as "500m", "1.5", "64Mi" or "1Gi"',
        },
      ]
    }),
  )
