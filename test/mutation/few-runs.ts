import { expect, vi } from 'vitest'

const SLOW_LAWS = /\/property\/(liquidation|remedy|joint-move)\.test\.ts$/
const RUNS_OF_A_SLOW_LAW = 8

interface Asked {
  readonly numRuns?: number
}

/** A mutant survives or not whatever the dice say: every law is tried on the same inputs, a slow one on few. */
function settled(asked: Asked | undefined): Asked & { readonly seed: number } {
  const isSlow = SLOW_LAWS.test(expect.getState().testPath ?? '')
  return { seed: 1, ...asked, ...(isSlow ? { numRuns: RUNS_OF_A_SLOW_LAW } : {}) }
}

vi.mock('fast-check', async (load) => {
  const real = await load<typeof import('fast-check')>()
  const assert = new Proxy(real.assert, {
    apply: (target, self, [property, asked]) => Reflect.apply(target, self, [property, settled(asked)]),
  })
  return { ...real, default: { ...real.default, assert }, assert }
})
