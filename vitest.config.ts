import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Slow, and for a machine of their own: npm run test:system.
    exclude: ['test/system/**', 'node_modules/**'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
    pool: 'forks',
    // Many tests wait for real processes: twice as many workers as a small machine has cores are not too many.
    maxWorkers: 4,
    coverage: {
      provider: 'v8',
      include: ['lib/core/**/*.ts'],
      thresholds: { statements: 100, branches: 100, functions: 100, lines: 100 },
      reporter: ['text-summary', 'text'],
    },
  },
})
