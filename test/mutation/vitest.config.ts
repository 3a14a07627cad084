import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** The tests that judge a mutant: those of the two mutated rooms, the laws and the published vectors. */
export default defineConfig({
  root,
  test: {
    include: [
      'test/unit/{risk,alerts}/**/*.test.ts',
      'test/property/{alerts,fill-walk,joint-move,liquidation,margin,notices,remedy,sizing,trailing-stop}.test.ts',
      'test/contract/{vectors,margin-vectors,atr-against-libraries}.test.ts',
    ],
    setupFiles: ['test/mutation/few-runs.ts'],
    reporters: ['default'],
    isolate: false,
    testTimeout: 30_000,
  },
})
