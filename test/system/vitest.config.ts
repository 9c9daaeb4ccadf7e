import { defineConfig } from 'vitest/config'

/** The packaged service in emulated AWS: one world at a time, since each takes the whole machine. */
export default defineConfig({
  test: {
    include: ['test/system/**/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 120_000,
    pool: 'forks',
    fileParallelism: false,
  },
})
