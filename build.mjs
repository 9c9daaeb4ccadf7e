import { rm } from 'node:fs/promises'
import { build } from 'esbuild'

/** What packages that are written for CommonJS look for. */
const banner =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);"

// What an earlier build left would be shipped, too.
await rm('dist', { recursive: true, force: true })
await build({
  entryPoints: ['lib/cli/main.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  minifySyntax: true,
  minifyWhitespace: true,
  banner: { js: banner },
  logLevel: 'warning',
})
