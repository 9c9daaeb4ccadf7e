/** What packages that are written for CommonJS look for. */
const banner =
  "import { createRequire as $createRequire } from 'node:module'; const require = $createRequire(import.meta.url);"

/**
 * A package in CommonJS that is imported only when it is needed has, once bundled, nothing but a default export, unlike
 * in Node. This names its exports one by one.
 */
const namedExports = {
  name: 'named-exports',
  setup: ({ onResolve, onLoad }) => {
    onResolve({ filter: /^[^./]/ }, ({ path, kind, resolveDir, namespace }) =>
      kind === 'dynamic-import' && namespace === 'file' && !path.startsWith('node:')
        ? { path, namespace: 'named-exports', pluginData: { resolveDir } }
        : undefined,
    )
    onLoad({ filter: /./, namespace: 'named-exports' }, async ({ path, pluginData: { resolveDir } }) => {
      const names = Object.keys(await import(path)).filter((name) =>
        /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name),
      )
      const exported = names.filter((name) => name !== 'default' && name !== 'module.exports')
      return { contents: `export { ${exported.join(', ')} } from ${JSON.stringify(path)}`, resolveDir }
    })
  },
}

/** How everything that is shipped is bundled, for the terminal and for Lambda. */
export const bundling = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node24',
  mainFields: ['module', 'main'],
  banner: { js: banner },
  plugins: [namedExports],
  logLevel: 'warning',
}
