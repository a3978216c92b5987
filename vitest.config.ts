import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: [
      'packages/**/*.test.ts',
      'services/**/*.test.ts',
      'schemas/**/*.test.ts',
      'test/**/*.test.ts',
      'bench/**/*.test.ts',
      'chaos/**/*.test.ts',
      'cluster/**/*.test.ts',
    ],
    globalSetup: ['test/opzet.ts'],
    pool: 'forks',
    // Most tests wait for a database or a clock; by itself vitest would use one of two cores.
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
