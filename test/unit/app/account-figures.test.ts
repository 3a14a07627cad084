import { beforeEach, describe, expect, it } from 'vitest'
import { AccountFigures } from '../../../src/app/account-figures.ts'
import { LiqwatchError } from '../../../src/errors.ts'
import { aPosition, aSnapshot, tierTable } from '../../support/builders.ts'

const START_MS = 1_800_000_000_000
const HOUR_MS = 3_600_000

let nowMs: number
let figures: AccountFigures

const clock = { nowMs: () => nowMs, sleep: async () => undefined }
const snapshot = () => aSnapshot({ takenAtMs: nowMs })

beforeEach(() => {
  nowMs = START_MS
  figures = new AccountFigures({ clock, tiers: tierTable(), staleMs: 60_000 })
})

describe('the age of figures when the clock is set back by an hour', () => {
  it('goes on from where it was', () => {
    figures.read(snapshot(), 0)
    nowMs += 10_000 - HOUR_MS
    figures.clockMoved(-HOUR_MS)
    expect(figures.restAgeMs()).toBe(10_000)
  })

  it('stays that of a reading that came in since, before the step was noticed', () => {
    figures.read(snapshot(), 0)
    nowMs += 10_000 - HOUR_MS
    figures.read(snapshot(), 0)
    nowMs += 1000
    figures.clockMoved(-HOUR_MS)
    expect(figures.restAgeMs()).toBe(1000)
    expect(figures.result()).toHaveProperty('risk')
  })
})

describe('danger', () => {
  // Ten times leveraged: 9.6 % from its liquidation.
  const near = aPosition({ marginType: 'ISOLATED' })
  const unanswered = new LiqwatchError('no answer', { code: 'timeout', hint: '' })

  it('is remembered while nothing can be seen, so that sight is looked for as often as before', () => {
    figures.read(aSnapshot({ positions: [near], takenAtMs: nowMs }), 0)
    expect(figures.isInDanger()).toBe(true)
    nowMs += 61_000
    figures.failed(unanswered)
    expect(figures.result()).toBe(unanswered)
    expect(figures.isInDanger()).toBe(true)
  })

  it('is none before anything was seen, and none any more once the account is seen without it', () => {
    figures.failed(unanswered)
    expect(figures.isInDanger()).toBe(false)
    figures.read(aSnapshot({ positions: [near], takenAtMs: nowMs }), 0)
    expect(figures.isInDanger()).toBe(true)
    figures.read(snapshot(), 0)
    expect(figures.isInDanger()).toBe(false)
  })
})

describe('figures of the same data', () => {
  it('are not computed anew, but say how old they have become', () => {
    figures.read(aSnapshot({ positions: [aPosition({ symbol: 'SOLUSDT' }), aPosition()], takenAtMs: nowMs }), 250)
    const ages = () => riskNow().positions.map(({ dataAgeMs }) => dataAgeMs)
    const first = riskNow()
    expect(ages()).toEqual([250, 250])
    nowMs += 7000
    expect(ages()).toEqual([7250, 7250])
    expect(riskNow().positions.map(({ liquidation }) => liquidation)).toEqual(
      first.positions.map((row) => row.liquidation),
    )
    expect(riskNow().positions[0]?.liquidation).toBe(first.positions[0]?.liquidation)
  })
})

function riskNow() {
  const result = figures.result()
  if (!('risk' in result)) throw result
  return result.risk
}
