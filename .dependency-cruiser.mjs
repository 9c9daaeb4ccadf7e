/** Direction of imports: core ← dialects, pods, ports ← app ← {functions, cli, local}; ports ← adapters. */
const only = (room, ...allowed) => ({
  name: `${room.replaceAll('/', '-')}-imports`,
  severity: 'error',
  from: { path: `^lib/${room}/` },
  to: { path: '^(lib|functions|test)/', pathNot: [room, ...allowed].map((r) => `^lib/${r}/`) },
})
const apart = (name, pattern, ...allowed) => ({
  name,
  severity: 'error',
  from: { path: '^(lib|functions)/', pathNot: allowed.map((r) => `^${r}`) },
  to: { path: pattern, dependencyTypesNot: ['type-only'] },
})

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    only('core'),
    only('dialects', 'core'),
    only('pods', 'core'),
    only('ports', 'core'),
    only('app', 'core', 'dialects', 'pods', 'ports'),
    only('adapters/codec', 'core', 'ports'),
    only('adapters/sqlite', 'core', 'ports', 'adapters/codec'),
    only('adapters/aws', 'core', 'ports', 'adapters/codec'),
    only('adapters/kube', 'core', 'ports'),
    only('adapters/system', 'core', 'ports'),
    only('adapters/memory', 'core', 'ports'),
    only('local', 'core', 'dialects', 'pods', 'ports', 'app', 'adapters'),
    only('simulation', 'core', 'dialects', 'pods', 'ports', 'app', 'adapters'),
    only('cli', 'core', 'dialects', 'pods', 'ports', 'app', 'adapters', 'local', 'simulation'),
    {
      name: 'functions-compose',
      severity: 'error',
      from: { path: '^functions/' },
      to: { path: '^(lib|test)/', pathNot: '^lib/(core|ports|app|adapters)/' },
    },
    apart('simulation-for-the-terminal', '^lib/simulation/', 'lib/simulation/', 'lib/cli/'),
    {
      name: 'core-imports-zod-and-itself',
      severity: 'error',
      from: { path: '^lib/core/' },
      to: { pathNot: ['^lib/core/', '^node_modules/zod/', '^node:'] },
    },
    {
      name: 'pure-rooms-do-no-io',
      severity: 'error',
      from: { path: '^lib/(core|dialects|pods|ports|app)/' },
      to: { path: '^(node:)?(fs|net|http|https|child_process|os|worker_threads|sqlite|timers)(/|$)' },
    },
    apart('kubernetes-client-behind-its-adapter', '@kubernetes/', 'lib/adapters/kube/'),
    apart(
      'aws-sdk-behind-its-adapter',
      '@(aws-sdk|smithy)/',
      'lib/adapters/aws/',
      'functions/',
      'lib/cli/host/aws-client.ts',
    ),
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.mjs', '.js'] },
  },
}
