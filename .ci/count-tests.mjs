/** Prints the counts of a vitest JSON report as the last line of a CI run. Fails where there is no report, or a failure in it. */
import { existsSync, readFileSync } from 'node:fs'

const file = process.argv[2]
if (!existsSync(file)) {
  console.log(`no ${file}: the tests were not reached\ntests: 0 passed, 0 failed`)
  process.exit(1)
}
const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
  readFileSync(file, 'utf8'),
)
/** A file that could not be loaded fails without a test of its own. */
const broken = testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
const failed = numFailedTests + broken.length
const skipped = numPendingTests + numTodoTests
console.log(`tests: ${numPassedTests} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed > 0 || numPassedTests === 0 ? 1 : 0)
