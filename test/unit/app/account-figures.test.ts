import { beforeEach, describe, expect, it } from 'vitest'
import { AccountFigures } from '../../../src/app/account-figures.ts'
import { LiqwatchError } from '../../../src/errors.ts'
import { aMark, aPosition, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

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

  it('let a pool grow older with the oldest mark among its positions', () => {
    const positions = [aPosition({ symbol: 'SOLUSDT' }), aPosition()]
    const marks = [aMark('SOLUSDT', { atMs: nowMs - 3000 }), aMark('BTCUSDT', { atMs: nowMs })]
    figures.read(aSnapshot({ positions, marks, wallets: [aWallet('USDT', '100')], takenAtMs: nowMs }), 250)
    const ages = () => riskNow().pools.map(({ asset, dataAgeMs }) => [asset, dataAgeMs])
    expect(ages()).toEqual([['USDT', 3250]])
    nowMs += 7000
    expect(ages()).toEqual([['USDT', 10_250]])
  })
})

describe('what is near', () => {
  // 9.6 % from its liquidation, and without one above 0.
  const near = aPosition({ symbol: 'NEARUSDT', isolatedWallet: '10' })
  const far = aPosition({ symbol: 'FARUSDT', isolatedWallet: '100' })
  const book = () => aSnapshot({ positions: [far, near], takenAtMs: nowMs })
  const symbols = () => figures.urgent()?.rows.positions.map(({ position }) => position.symbol) ?? null

  it('has the rows of that alone, as old as they are, and what its stakes are read from', () => {
    figures.read(book(), 250)
    expect(symbols()).toEqual(['NEARUSDT'])
    const look = figures.urgent()
    expect(look?.rows.positions.map(({ tier, dataAgeMs }) => [tier?.toFixed(), dataAgeMs])).toEqual([['10', 250]])
    expect(look?.source.snapshot).toBe(figures.snapshot)
  })

  it('is nothing before the first reading, nor in an account without danger', () => {
    expect(figures.urgent()).toBeNull()
    figures.failed(new LiqwatchError('no answer', { code: 'timeout', hint: '' }))
    expect(figures.urgent()).toBeNull()
    figures.read(aSnapshot({ positions: [far], takenAtMs: nowMs }), 0)
    expect(figures.urgent()).toBeNull()
  })

  it('is not believed once the reading is too old', () => {
    figures.read(book(), 0)
    nowMs += 59_999
    expect(symbols()).toEqual(['NEARUSDT'])
    nowMs += 1
    expect(symbols()).toBeNull()
  })

  it('is looked for once only: not where all is computed already, but in what moved since', () => {
    figures.read(book(), 0)
    riskNow()
    expect(symbols()).toBeNull()
    nowMs += 5000
    expect(symbols()).toBeNull()
    figures.moved({ ...book(), positions: [near] })
    expect(symbols()).toEqual(['NEARUSDT'])
    figures.moved(aSnapshot({ positions: [far], takenAtMs: nowMs }))
    expect(symbols()).toBeNull()
  })

  it('is nothing in an account that cannot be computed, of which the result says so', () => {
    const rotten = {
      ...book(),
      get brackets(): never {
        throw new RangeError('rotten')
      },
    }
    figures.read(rotten, 0)
    expect(symbols()).toBeNull()
    expect(figures.result()).toBeInstanceOf(LiqwatchError)
  })

  it('leaves the figures of the whole as they are without', () => {
    const cross = aPosition({ symbol: 'POOLUSDT' })
    const snapshot = aSnapshot({ positions: [far, cross, near], wallets: [aWallet('USDT', '12')], takenAtMs: nowMs })
    const other = new AccountFigures({ clock, tiers: tierTable(), staleMs: 60_000 })
    other.read(snapshot, 0)
    figures.read(aSnapshot({ positions: [near], takenAtMs: nowMs }), 0)
    expect(symbols()).toEqual(['NEARUSDT'])
    figures.read(snapshot, 0)
    expect(symbols()).toEqual(['NEARUSDT', 'POOLUSDT'])
    expect(riskNow().positions.map(({ position }) => position.symbol)).toEqual(['NEARUSDT', 'POOLUSDT', 'FARUSDT'])
    expect(JSON.stringify(figures.result())).toBe(JSON.stringify(other.result()))
  })
})

function riskNow() {
  const result = figures.result()
  if (!('risk' in result)) throw result
  return result.risk
}
