import { heading } from '../budget.ts'
import { asOf, prices } from './prices.ts'
import { table } from './table.ts'

export const reportPrices = (): void => {
  heading(`List prices of us-east-1 as of ${asOf}, arm64`)
  console.log(
    table(
      ['price', 'dollars', 'for', 'source', 'seen'],
      Object.entries(prices).map(([name, { dollars, per, unit, source, seen }]) => [
        name,
        String(dollars),
        `${per.toLocaleString('en-US')} ${unit}`,
        source,
        seen,
      ]),
    ),
  )
}
