import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isError } from '../../../lib/core/error.ts'
import { build, step } from '../../unit/pods/build/example-plan.ts'

const noise = fc.array(fc.constantFrom('/', './', 'x/../', '../', 'y/./../'), { maxLength: 6 }).map((p) => p.join(''))

describe('policy', () => {
  it('refuses a reserved path however it is written', () => {
    const path = fc.constantFrom('proc', 'sys', 'dev', 'millrace', 'millrace/scripts', 'proc/self')
    fc.assert(
      fc.property(noise, path, fc.constantFrom('', '/', '/.', '/a/..'), (before, path, after) => {
        const volumeMounts = [{ name: 'v', mountPath: `/${before}${path}${after}` }]
        const act = () => build({ steps: [step({ volumeMounts })], volumes: [{ name: 'v', emptyDir: {} }] })
        let thrown: unknown
        try {
          act()
        } catch (error) {
          thrown = error
        }
        expect(isError(thrown, 'Forbidden')).toBe(true)
      }),
    )
  })
})
