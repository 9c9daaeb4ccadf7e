/** Loaded before anything else (`node --import`): plants the bug whose number the environment names. */
import { readFileSync } from 'node:fs'
import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import { plantedBugs } from './planted-bugs.ts'

const bug = process.env['PLANTED'] ? plantedBugs[Number(process.env['PLANTED'])] : undefined
if (bug) {
  const target = new URL(`../../${bug.file}`, import.meta.url).href
  registerHooks({
    load(url, context, next) {
      if (url !== target) return next(url, context)
      const text = readFileSync(fileURLToPath(url), 'utf8')
      return next(url, { ...context, format: 'module-typescript' }).format === 'module-typescript'
        ? { format: 'module-typescript', source: text.replace(bug.find, () => bug.replace), shortCircuit: true }
        : next(url, context)
    },
  })
}
