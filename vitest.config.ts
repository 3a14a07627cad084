import { defineConfig } from 'vitest/config'

const throughTheBin = ['test/e2e/**/*.test.ts']

export default defineConfig({
  test: {
    reporters: ['default', ['json', { outputFile: 'reports/vitest.json' }]],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Some of the concurrent ones run four watches each.
    maxConcurrency: 3,
    coverage: { include: ['src/**/*.ts'], reporter: ['text-summary', 'json-summary'], reportsDirectory: 'coverage' },
    projects: [
      { extends: true, test: { name: 'core', include: ['test/**/*.test.ts'], exclude: throughTheBin } },
      {
        extends: true,
        test: { name: 'bin', include: throughTheBin, globalSetup: ['test/support/build.ts'] },
      },
    ],
  },
})
