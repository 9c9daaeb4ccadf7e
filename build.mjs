import { rm } from 'node:fs/promises'
import { build } from 'esbuild'
import { bundling } from './build/options.mjs'

const outdir = process.argv[2] ?? 'dist'
// What an earlier build left would be shipped, too.
await rm(outdir, { recursive: true, force: true })
await build({ ...bundling, entryPoints: ['lib/cli/main.ts'], outdir, minifySyntax: true, minifyWhitespace: true })
