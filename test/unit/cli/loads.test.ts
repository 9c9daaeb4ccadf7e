import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'

const main = new URL('../../../lib/cli/main.ts', import.meta.url).href

/** The scripts that a command loads, by their URLs. */
const loadedBy = (...argv: string[]): string[] => {
  const folder = mkdtempSync(join(tmpdir(), 'millrace-loads-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const script = `process.exit(await (await import(${JSON.stringify(main)})).main(${JSON.stringify(argv)}))`
  const env = { ...process.env, NODE_V8_COVERAGE: folder, MILLRACE_CONFIG: join(folder, 'none.yaml') }
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], { env, cwd: folder })
  if (status !== 0) throw new Error(stderr.toString())
  const [file] = readdirSync(folder).filter((name) => name.startsWith('coverage-'))
  const { result } = JSON.parse(readFileSync(join(folder, file!), 'utf8')) as { result: { url: string }[] }
  return result.map(({ url }) => url)
}

describe('a command on the data folder', () => {
  it.each([
    ['get', 'runs'],
    ['dlq', 'list'],
    ['context', 'list'],
  ])('loads nothing of AWS and no Kubernetes client: %s %s', (...argv) => {
    const loaded = loadedBy(...argv)
    expect(loaded).toContain(main)
    expect(loaded.filter((url) => /node_modules\/@(aws-sdk|smithy|kubernetes)\//.test(url))).toEqual([])
  })
})
