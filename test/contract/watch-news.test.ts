import { describe, expect, it } from 'vitest'
import { WatchLab } from '../support/watch-lab.ts'

/** Nothing stands inside a tier: whatever is told is news. */
const CALM = { account: 'cross' } as const
const DAY_SECONDS = 24 * 3600

/** The first bracket of BTCUSDT, from 0.4 % to 0.5 % and ending at half of its notional. */
const DEARER = [
  { bracket: 1, initialLeverage: 150, notionalFloor: 0, notionalCap: 150_000, maintMarginRatio: 0.005, cum: 0 },
  { bracket: 2, initialLeverage: 100, notionalFloor: 150_000, notionalCap: 800_000, maintMarginRatio: 0.006, cum: 150 },
]

describe('brackets that change while a position is watched', () => {
  it('are told as soon as Binance announces them, and once only', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(20)
    lab.demo.venue.setBrackets('BTCUSDT', DEARER)
    await lab.pass(40)
    expect(lab.told()).toEqual(['brackets'])
    expect(lab.sent[0]?.title).toBe('WARNING BTCUSDT brackets changed: maintenance rate of your long from 0.4% to 0.5%')
    expect(lab.sent[0]?.body).toMatch(
      /long: bracket 1, rate from 0\.4% to 0\.5%, up to from 300000 to 150000; liquidation/,
    )
    expect(lab.risk.verdict).toBe('OK')
    await lab.oversleep(2 * DAY_SECONDS)
    await lab.pass(30)
    expect(lab.told()).toEqual(['brackets'])
  })

  it('are told once they were read anew, where no announcement came', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(20)
    lab.demo.faults.weather({ silent: true }, 'market')
    lab.demo.venue.setBrackets('BTCUSDT', DEARER)
    await lab.oversleep(DAY_SECONDS + 3600)
    await lab.pass(30)
    expect(lab.told()).toEqual(['brackets'])
  })

  it('are nothing to tell when the position is gone', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(20)
    lab.demo.venue.setBrackets('DOGEUSDT', DEARER)
    await lab.oversleep(DAY_SECONDS + 3600)
    await lab.pass(30)
    expect(lab.told()).toEqual([])
  })
})
