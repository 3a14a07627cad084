import { expect, it } from 'vitest'
import { WatchLab } from '../support/watch-lab.ts'

const rowsOf = (lab: WatchLab) => lab.watch.accounts[0]?.look().margin?.standing?.rows ?? []
const rowOf = (lab: WatchLab, symbol: string | null) => rowsOf(lab).find((row) => row.symbol === symbol)
const looksOf = (lab: WatchLab) => lab.demo.counters().requests.get('GET /sapi/v1/margin/account') ?? 0

it('a watch moves margin levels by marks between looks, close to what the next look reads', async () => {
  const lab = await WatchLab.start({ account: 'default', scenario: 'margin-call', withMargin: true })
  await lab.pass(5)
  const looks = looksOf(lab)
  await lab.pass(45)
  expect(looksOf(lab)).toBe(looks)
  const moved = [rowOf(lab, null), rowOf(lab, 'SOLUSDT')]
  expect(moved.map((row) => row?.isMoved)).toEqual([true, true])
  // Binance's own level as it stands now, read by nobody yet.
  await lab.pass(12)
  expect(looksOf(lab)).toBe(looks + 1)
  for (const row of moved) {
    const read = rowOf(lab, row?.symbol ?? null)?.exchangeLevel
    const gap = row?.level?.minus(read ?? 0).abs()
    expect(gap?.lt('0.004'), `${row?.level?.toFixed(5)} and ${read?.toFixed(5)}`).toBe(true)
  }
})

it('a watch alerts on the way through the call to the liquidation, and looks oftener on it', async () => {
  const lab = await WatchLab.start({ account: 'default', scenario: 'margin-call', withMargin: true, lateSeconds: 1200 })
  await lab.passUntil(() => lab.sent.some(({ reasons }) => reasons.includes('margin-call')), 600)
  const [before, since] = [looksOf(lab), lab.seconds]
  await lab.pass(60)
  expect(lab.seconds - since).toBe(60)
  expect(looksOf(lab) - before).toBeGreaterThanOrEqual(5)
  expect(looksOf(lab) - before).toBeLessThanOrEqual(7)
  const call = lab.sent.find(({ reasons }) => reasons.includes('margin-call'))
  expect(call?.title).toContain('cross margin')
  expect(call?.body).toContain('moved by futures marks since Binance told it')
})

it('a margin outage leaves the positions in sight, and a futures outage the margin accounts', async () => {
  const lab = await WatchLab.start({ account: 'default', withMargin: true })
  const heal = lab.demo.faults.http({ kind: 'status', path: '/sapi/v1/margin/*', status: 503 })
  await lab.passUntil(() => lab.watch.accounts[0]?.look().margin?.standing?.verdict === 'UNKNOWN', 90)
  expect(lab.risk.positions.length).toBeGreaterThan(0)
  heal()
  await lab.passUntil(() => rowsOf(lab).length === 2, 60)
  lab.demo.faults.http({ kind: 'status', path: '/fapi/v3/*', status: 503 })
  await lab.passUntil(() => !('risk' in (lab.watch.accounts[0]?.look().result ?? {})), 120)
  const looks = looksOf(lab)
  await lab.pass(61)
  expect(looksOf(lab)).toBeGreaterThan(looks)
  expect(rowsOf(lab).length).toBe(2)
})
