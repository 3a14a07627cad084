import { describe, expect, it } from 'vitest'
import type { AccountSeed } from '../../src/demo/account-seed.ts'
import { WatchLab } from '../support/watch-lab.ts'

/** Where each tier of a position was told. */
function tiersTold(lab: WatchLab, name: string): readonly (string | null | undefined)[] {
  return lab.sent.flatMap(({ title, tiers }) => (title.includes(name) ? [tiers[0]] : []))
}

describe('a watch through the scripted markets', () => {
  it('tells a distance that swings around a tier once, and at most one recovery', async () => {
    const lab = await WatchLab.start({ scenario: 'flapping', policy: { reminders: [] }, stepMs: 2000 })
    await lab.pass(3600)
    expect(lab.told().length).toBeLessThanOrEqual(2)
    expect(lab.told()[0]).toBe('entered/10+entered/15')
    expect(
      lab
        .told()
        .slice(1)
        .every((told) => told === 'recovered/10'),
    ).toBe(true)
    const { posted, extended, deleted } = lab.demo.counters().listenKeys
    expect({ posted, extended, deleted }).toEqual({ posted: 1, extended: 2, deleted: 0 })
  })

  it('tells a crash tier by tier, and the liquidation at its end', async () => {
    const lab = await WatchLab.start({ scenario: 'flash-crash' })
    await lab.pass(900)
    expect(lab.sent).toEqual([])
    await lab.passUntil(() => lab.told().filter((told) => told.startsWith('liquidated')).length === 2, 1200)
    const sol = tiersTold(lab, 'SOLUSDT')
    expect(sol.slice(0, 3)).toEqual(['15', '10', '5'])
    const last = lab.sent.at(-1)
    expect(last).toMatchObject({ title: 'CRITICAL SOLUSDT long was LIQUIDATED', reasons: ['liquidated'] })
    expect(lab.sent.filter(({ title }) => /USDT long was LIQUIDATED/.test(title))).toHaveLength(2)
    expect(lab.demo.venue.liquidations.map(({ symbol }) => symbol)).toContain('SOLUSDT')
    expect(lab.demo.counters().listenKeys.deleted).toBe(0)
    const events = lab.store.journal.list(lab.time.nowMs(), { sinceMs: 0, account: 'main', limit: 500 })
    expect(events.filter(({ symbol }) => symbol === 'SOLUSDT').map(({ type }) => type)).toEqual(
      expect.arrayContaining(['tier-entered', 'liquidated']),
    )
    const minutes = lab.seconds / 60
    const samples = lab.store.samples.list(lab.time.nowMs(), 'main/SOLUSDT/long', 0)
    expect(samples.length).toBeGreaterThan(minutes - 3)
    expect(samples.length).toBeLessThanOrEqual(minutes + 1)
  })

  it('tells a gap over several tiers once, for the innermost', async () => {
    const lab = await WatchLab.start({ scenario: 'flash-crash' })
    await lab.pass(30)
    lab.demo.venue.setMark('SOLUSDT', '183')
    await lab.pass(20)
    expect(lab.told()).toEqual(['entered/5'])
    expect(lab.sent[0]?.body).toMatch(/^mark 183\.\d+ {2}liquidation 178\.\d+ {2}size 45$/m)
    expect(lab.sent[0]?.body).toMatch(/^back to 15%: close \S+ \(\d+%\), or add \S+ USDT$/m)
  })

  it('tells auto-deleveraging from closing when a hedge breaks', async () => {
    const lab = await WatchLab.start({ scenario: 'hedge-breaks' })
    await lab.pass(1075)
    expect(lab.told()).toEqual(['entered/15'])
    await lab.pass(15)
    const broken = lab.sent.find(({ reasons }) => reasons.includes('deleveraged'))
    expect(broken?.reasons).toEqual(['deleveraged', 'deleveraged'])
    expect(broken?.title).toContain('AUTO-DELEVERAGED')
  })

  it('tells a position that its owner closed from one that was taken', async () => {
    const lab = await WatchLab.start()
    await lab.pass(20)
    lab.demo.venue.closePosition('SOLUSDT')
    await lab.pass(20)
    expect(lab.told()).toEqual(['entered/10+entered/15', 'closed/10'])
    expect(lab.sent[1]?.title).toBe('INFO SOLUSDT long is closed')
  })

  it('tells a part sold off as reduced, once it has lasted', async () => {
    const lab = await WatchLab.start()
    await lab.pass(20)
    lab.demo.venue.trade({ symbol: 'SOLUSDT', side: 'SELL', quantity: '45' })
    await lab.pass(90)
    expect(
      lab
        .told()
        .slice(1)
        .every((told) => !told.includes('liquidated')),
    ).toBe(true)
    expect(lab.risk.positions.find(({ position }) => position.symbol === 'SOLUSDT')?.position.quantity.toFixed()).toBe(
      '15',
    )
  })

  it('follows collateral that leaves its peg down to the liquidation of the whole pool', async () => {
    const lab = await WatchLab.start({ scenario: 'collateral-depeg' })
    await lab.passUntil(() => lab.told().some((told) => told.includes('liquidated')), 2700)
    expect(tiersTold(lab, 'WARNING USD cross pool')[0]).toBe('15')
    const pool = tiersTold(lab, 'CRITICAL USD cross pool')
    expect([pool[0], pool[1]]).toEqual(['10', '5'])
    expect(lab.sent.at(-1)?.reasons.every((reason) => reason === 'liquidated')).toBe(true)
  })

  it('polls marks while the market stream is dead, says so, and never takes it for calm or blindness', async () => {
    const lab = await WatchLab.start({ scenario: 'dead-stream' })
    await lab.pass(15)
    expect(lab.ages.isPolled).toBe(false)
    await lab.pass(5)
    const ages = []
    for (let second = 20; second < 72; second += 1) {
      await lab.pass(1)
      ages.push(lab.ages)
    }
    expect(ages.every(({ isPolled }) => isPolled)).toBe(true)
    expect(Math.max(...ages.map(({ markMs }) => markMs ?? Number.POSITIVE_INFINITY))).toBeLessThan(7000)
    expect(lab.demo.counters().sockets.opened.market).toBeGreaterThan(1)
    expect(lab.notes.join()).toMatch(/market stream down: nothing came for \d+ s/)
    // The market slid meanwhile, and that was told in time.
    expect(lab.told()).toEqual(['entered/10+entered/15', 'worsened/5'])
    await lab.pass(30)
    expect(lab.ages.isPolled).toBe(false)
    expect(lab.told()).toHaveLength(2)
  })

  it('is blind within staleSeconds when nothing answers, and sighted when data returns', async () => {
    const lab = await WatchLab.start({ scenario: 'blackout' })
    await lab.pass(240)
    expect(lab.told()).toEqual(['entered/10+entered/15', 'blind', 'sighted'])
    const [, blind, sighted] = lab.sent
    expect(blind?.at).toBeGreaterThan(30)
    expect(blind?.at).toBeLessThanOrEqual(30 + 60)
    expect(sighted?.at).toBeGreaterThanOrEqual(150)
    expect(sighted?.at).toBeLessThan(190)
    expect(blind?.body).toContain('account: ')
    expect(lab.risk.verdict).toBe('CRITICAL')
  })
})

describe('what a watch costs', () => {
  const CALM_IN_ONE_POOL: AccountSeed = {
    wallets: { USDT: '20000' },
    positions: [
      { symbol: 'BTCUSDT', quantity: '0.100', entryPrice: '94000', leverage: 20 },
      { symbol: 'ETHUSDT', quantity: '1.000', entryPrice: '3400', leverage: 20 },
      { symbol: 'SOLUSDT', quantity: '10', entryPrice: '165', leverage: 20 },
      { symbol: 'XRPUSDT', quantity: '100', entryPrice: '2.2', leverage: 20 },
      { symbol: 'BNBUSDT', quantity: '0.1', entryPrice: '1012', leverage: 20 },
    ],
  }
  const CALM_MULTI_ASSETS: AccountSeed = {
    multiAssets: true,
    wallets: { USDT: '5000', USDC: '5000', USDE: '9000', BNB: '5', BTC: '0.1', ETH: '1' },
    positions: [
      { symbol: 'BTCUSDT', quantity: '0.050', entryPrice: '94000', leverage: 10 },
      { symbol: 'ETHUSDC', quantity: '0.500', entryPrice: '3400', leverage: 10 },
    ],
  }

  it.each([
    { name: 'calm', seed: CALM_IN_ONE_POOL, most: 60 },
    { name: 'calm, collateral in six assets', seed: CALM_MULTI_ASSETS, most: 60 },
    { name: 'a position inside a tier', seed: 'default', most: 240 },
    { name: 'a collateral pool inside a tier', seed: 'multi-assets', most: 240 },
  ] as const)('is less than $most of request weight a minute: $name', async ({ seed, most }) => {
    const lab = await WatchLab.start({ account: seed })
    await lab.pass(60)
    const before = lab.demo.counters().totalWeight
    await lab.pass(600)
    expect((lab.demo.counters().totalWeight - before) / 10).toBeLessThan(most)
    expect(lab.sent.some(({ reasons }) => reasons.includes('blind'))).toBe(false)
  })

  it('stays below 240 while somebody trades without a pause', async () => {
    const lab = await WatchLab.start({ account: CALM_IN_ONE_POOL })
    await lab.pass(60)
    const before = lab.demo.counters().totalWeight
    for (let second = 0; second < 180; second += 1) {
      lab.demo.venue.trade({ symbol: 'XRPUSDT', side: second % 2 === 0 ? 'SELL' : 'BUY', quantity: '100' })
      await lab.pass(1)
    }
    expect((lab.demo.counters().totalWeight - before) / 3).toBeLessThan(240)
    expect(lab.sent).toEqual([])
  })

  it('reads anew what may change once a day, and keeps one connection each over it', async () => {
    const lab = await WatchLab.start({ account: CALM_IN_ONE_POOL })
    await lab.pass(60)
    await lab.oversleep(25 * 3600)
    await lab.pass(60)
    const { requests, sockets, listenKeys } = lab.demo.counters()
    expect(sockets.open).toEqual({ market: 1, private: 1 })
    expect(listenKeys.deleted).toBe(0)
    for (const path of ['/sapi/v1/account/apiRestrictions', '/fapi/v1/leverageBracket', '/dapi/v1/positionRisk']) {
      expect(requests.get(`GET ${path}`)).toBe(2)
    }
    expect(lab.sent).toEqual([])
  })
})
