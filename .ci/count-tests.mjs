/** Prints the counts of vitest's JSON reports, summed, as the last line of a CI run. Fails where one is missing or has a failure. */
import { existsSync, readFileSync } from 'node:fs'

const countsOf = (file) => {
  if (!existsSync(file)) {
    console.log(`no ${file}: its tests were not reached`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
  const report = JSON.parse(readFileSync(file, 'utf8'))
  /** A file that could not be loaded fails without a test of its own. */
  const broken = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

const sum = { passed: 0, failed: 0, skipped: 0 }
for (const file of process.argv.slice(2)) {
  for (const [what, count] of Object.entries(countsOf(file))) sum[what] += count
}
const { passed, failed, skipped } = sum
console.log(`tests: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
