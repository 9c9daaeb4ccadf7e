/** Bundles each Lambda function into a zip of its own: dist/functions/NAME.zip. Source maps go to dist/maps/NAME. */
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { build } from 'esbuild'
import { zipSync } from 'fflate'
import { bundling } from './build/options.mjs'

const root = process.argv[2] ?? 'dist'
const [folder, maps] = [join(root, 'functions'), join(root, 'maps')]
/**
 * The same sources give the same bytes, whoever bundles them where and when: an unchanged function is not deployed again.
 * A zip has local times, so this one is local too. Everybody may read what is in it.
 */
const entry = { mtime: new Date(1980, 0, 1), os: 3, attrs: 0o100644 << 16 }

const isMap = (path) => path.endsWith('.map')

const bundle = async (name) => {
  const outdir = join(folder, name)
  const { outputFiles } = await build({
    ...bundling,
    entryPoints: { index: `functions/${name}.ts` },
    outdir,
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: 'external',
    legalComments: 'none',
    write: false,
  })
  await mkdir(join(maps, name), { recursive: true })
  await mkdir(outdir, { recursive: true })
  const code = {}
  for (const { path, contents } of outputFiles) {
    await writeFile(join(isMap(path) ? join(maps, name) : outdir, basename(path)), contents)
    if (!isMap(path)) code[basename(path)] = [contents, entry]
  }
  await writeFile(join(folder, `${name}.zip`), zipSync(code, { level: 9 }))
  return Object.entries(code).map(([file, [contents]]) => ({ file, bytes: contents.length }))
}

await Promise.all([folder, maps].map((one) => rm(one, { recursive: true, force: true })))
const names = (await readdir('functions')).filter((file) => file.endsWith('.ts')).map((file) => basename(file, '.ts'))
for (const name of names.sort()) {
  const files = await bundle(name)
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0)
  const [main] = files.filter(({ file }) => file === 'index.mjs')
  const zipped = (await readFile(join(folder, `${name}.zip`))).length
  const [own, all, zip] = [main.bytes, total, zipped].map((bytes) => `${Math.round(bytes / 1000)} kB`)
  console.log(`${name.padEnd(9)} index.mjs ${own.padStart(8)}  all ${all.padStart(8)}  zip ${zip.padStart(8)}`)
}
