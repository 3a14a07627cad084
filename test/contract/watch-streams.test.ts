import { describe, expect, it } from 'vitest'
import { WatchLab } from '../support/watch-lab.ts'

/** No tier anywhere: whatever is told is about sight. */
const CALM = { account: 'cross' } as const

const heldOf = (lab: WatchLab): readonly string[] => lab.risk.positions.map(({ position }) => position.symbol)

function hasOnlyTiers(lab: WatchLab): boolean {
  return lab.sent.every(({ reasons }) => reasons.every((reason) => ['entered', 'worsened'].includes(reason)))
}

describe('a watch whose streams misbehave', () => {
  it.each([
    { name: 'closed by the exchange', kind: 'close' },
    { name: 'closed after 24 hours', kind: 'close', code: 1001 },
    { name: 'cut', kind: 'cut' },
    { name: 'stopped half-way through a frame', kind: 'half-frame' },
  ] as const)('replaces both when they are $name, reads by REST what it missed, and tells nobody', async (fault) => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    const told = lab.told()
    const { name: _, ...socketFault } = fault
    lab.demo.faults.socket(socketFault)
    lab.demo.venue.trade({ symbol: 'LINKUSDT', side: 'BUY', quantity: '10' })
    await lab.pass(40)
    const { sockets, listenKeys } = lab.demo.counters()
    expect(sockets.open).toEqual({ market: 1, private: 1 })
    expect(sockets.opened.market).toBeGreaterThan(1)
    expect(heldOf(lab)).toContain('LINKUSDT')
    expect(lab.ages.isPolled).toBe(false)
    expect(lab.told()).toEqual(told)
    expect(listenKeys.deleted).toBe(0)
  })

  it('survives garbage, and reads by REST what an unreadable account frame may have said', async () => {
    const lab = await WatchLab.start()
    await lab.pass(20)
    const reads = lab.demo.counters().requests.get('GET /fapi/v3/account') ?? 0
    lab.demo.faults.socket({ kind: 'garbage' })
    lab.demo.faults.socket({ kind: 'garbage', text: '[1,2,{"e":"ACCOUNT_UPDATE","a":7}]' })
    await lab.pass(4)
    expect(lab.notes).toContain('main: market stream: a frame was not JSON')
    expect(lab.notes).toContain('main: user stream: a frame was not JSON')
    expect(lab.demo.counters().requests.get('GET /fapi/v3/account')).toBeGreaterThan(reads)
    expect(lab.demo.counters().sockets.opened).toEqual({ market: 1, private: 1 })
    expect(hasOnlyTiers(lab)).toBe(true)
  })

  it.each([
    { name: 'twice', weather: { duplicate: true } },
    { name: 'out of order', weather: { outOfOrder: true } },
    { name: 'twice and out of order', weather: { duplicate: true, outOfOrder: true } },
  ])('ends up with the same position when account events come $name', async ({ weather }) => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    const told = lab.told()
    lab.demo.faults.weather(weather, 'private')
    lab.demo.venue.trade({ symbol: 'LINKUSDT', side: 'BUY', quantity: '10' })
    await lab.pass(3)
    lab.demo.venue.trade({ symbol: 'LINKUSDT', side: 'BUY', quantity: '5' })
    lab.demo.venue.trade({ symbol: 'LINKUSDT', side: 'SELL', quantity: '8' })
    await lab.pass(12)
    const link = lab.risk.positions.find(({ position }) => position.symbol === 'LINKUSDT')
    expect(link?.position.quantity.toFixed()).toBe('7')
    expect(lab.told()).toEqual(told)
  })

  it('goes on by REST while handshakes are refused, says so, and comes back', async () => {
    const lab = await WatchLab.start(CALM)
    await lab.pass(10)
    lab.demo.faults.weather({ refuseHandshake: 503 })
    lab.demo.faults.socket({ kind: 'cut' })
    await lab.pass(90)
    expect(lab.ages).toMatchObject({ isPolled: true, userMs: null })
    expect(lab.ages.markMs).toBeLessThan(7000)
    expect(lab.notes.join()).toContain('the handshake was answered with HTTP 503')
    lab.demo.faults.weather({ refuseHandshake: null })
    await lab.pass(40)
    expect(lab.ages.isPolled).toBe(false)
    expect(lab.sent).toEqual([])
  })

  it('goes on by REST while handshakes are left unanswered', async () => {
    const lab = await WatchLab.start(CALM)
    lab.demo.faults.weather({ refuseHandshake: 0 })
    lab.demo.faults.socket({ kind: 'cut' })
    await lab.pass(70)
    expect(lab.ages.isPolled).toBe(true)
    expect(lab.sent).toEqual([])
  })

  it('takes a new listen key when the old one expires, and deletes none', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    lab.demo.venue.expireListenKeys()
    await lab.pass(10)
    lab.demo.venue.trade({ symbol: 'LINKUSDT', side: 'BUY', quantity: '10' })
    await lab.pass(4)
    expect(heldOf(lab)).toContain('LINKUSDT')
    const { posted, deleted } = lab.demo.counters().listenKeys
    expect({ posted, deleted }).toEqual({ posted: 2, deleted: 0 })
    expect(hasOnlyTiers(lab)).toBe(true)
  })

  it('finds by REST what a silent user stream does not tell', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    lab.demo.faults.weather({ silent: true }, 'private')
    lab.demo.venue.closePosition('SOLUSDT')
    await lab.pass(12)
    expect(lab.told()).toEqual(['entered/10+entered/15', 'closed/10'])
  })

  it('tells a liquidation that a silent user stream does not', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    lab.demo.faults.weather({ silent: true }, 'private')
    lab.demo.venue.setMark('SOLUSDT', '150')
    await lab.pass(12)
    expect(lab.told().at(-1)).toBe('liquidated/5')
  })

  it('does not close a position that an empty answer leaves out', async () => {
    const lab = await WatchLab.start()
    await lab.pass(10)
    const heal = lab.demo.faults.http({ kind: 'missing-row', path: '/fapi/v3/positionRisk', symbol: 'SOLUSDT' })
    await lab.pass(30)
    expect(lab.told().some((told) => told.includes('closed'))).toBe(false)
    expect(lab.risk.verdict).not.toBe('OK')
    expect(lab.risk.unreadable.map(({ symbol }) => symbol)).toContain('SOLUSDT')
    expect(lab.told()).toContain('blind')
    heal()
    await lab.pass(30)
    expect(lab.told().at(-1)).toBe('sighted')
  })
})
