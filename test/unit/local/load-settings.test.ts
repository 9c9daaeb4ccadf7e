import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { loadSettings } from '../../../lib/local/load-settings.ts'

describe('settings', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'millrace-settings-'))
  })
  afterEach(() => {
    rmSync(folder, { recursive: true })
  })
  const load = (file: string | undefined, environment: Record<string, string> = {}) => {
    if (file !== undefined) writeFileSync(join(folder, 'millrace.yaml'), file)
    return loadSettings(folder, environment)
  }

  it('are those of the embedded mode where nothing is given, and the general ones where it has none', async () => {
    expect(await load(undefined)).toMatchObject({ installation: 'local', horizon: 2_000, maxPodsInFlight: 100 })
  })

  it('are changed by the file, and by the environment after it', async () => {
    const file = 'horizon: 3000\nmaxPodsInFlight: 7\n'
    expect(await load(file)).toMatchObject({ horizon: 3_000, maxPodsInFlight: 7, checkInterval: 5_000 })
    const environment = { MILLRACE_MAX_PODS_IN_FLIGHT: '8', MILLRACE_INSTALLATION: 'mine' }
    expect(await load(file, environment)).toMatchObject({ installation: 'mine', horizon: 3_000, maxPodsInFlight: 8 })
  })

  it.each(['', '# nothing yet\n'])('may have a file that says nothing: %j', async (file) => {
    expect(await load(file)).toMatchObject({ horizon: 2_000 })
  })

  it('refuses a name that is unknown and a value that is wrong, and says where it stood', async () => {
    await expect(load('maxPods: 7\n')).rejects.toThrow(/millrace\.yaml: .*maxPods/s)
    await expect(load('horizon: soon\n')).rejects.toThrow(/millrace\.yaml: .*horizon/s)
    await expect(load('horizon: [\n')).rejects.toThrow(/millrace\.yaml: /)
    await expect(load('', { MILLRACE_HORIZON: 'soon' })).rejects.toThrow(/settings: .*horizon/s)
  })
})
