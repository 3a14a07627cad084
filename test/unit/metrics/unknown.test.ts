import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { exposedValue } from '../../support/exposition.ts'
import { anAccountFacts, blindFacts, checkFacts, exposed, holding, watchFacts } from '../../support/metrics-facts.ts'
import { anAccount, aPool, aPositionRisk, NOW_MS, SOL } from '../view/reports.ts'

const SOL_LONG = { account: 'main', symbol: 'SOLUSDT', side: 'long' }
const MAIN = { account: 'main' }

describe('what is not known', () => {
  const unknown = aPositionRisk({
    ...SOL,
    liquidation: { status: 'unknown', reason: 'bracket is missing' },
    distance: null,
    tier: null,
    ratio: null,
    effective: null,
    exchangePrice: null,
    driftPct: null,
    atrs: null,
  })

  it('has no distance and no price, and is said to be unknown', async () => {
    const families = await exposed(holding({ positions: [unknown] }))
    for (const name of [
      'distance_percent',
      'liquidation_price',
      'tier_percent',
      'drift_percent',
      'distance_daily_atrs',
    ]) {
      expect(families.has(`liqwatch_${name}`)).toBe(false)
    }
    expect(exposedValue(families, 'liqwatch_reading_known', SOL_LONG)).toBe(0)
    expect(exposedValue(families, 'liqwatch_liquidation_status', { ...SOL_LONG, status: 'unknown' })).toBe(1)
    expect(exposedValue(families, 'liqwatch_mark_price', SOL_LONG)).toBe(165.3)
  })

  it('is told apart from a position that cannot be liquidated', async () => {
    const funded = aPositionRisk({ ...SOL, liquidation: { status: 'none', reason: 'fully-funded' }, distance: null })
    const families = await exposed(holding({ positions: [funded] }))
    expect(families.has('liqwatch_distance_percent')).toBe(false)
    expect(exposedValue(families, 'liqwatch_reading_known', SOL_LONG)).toBe(1)
    expect(exposedValue(families, 'liqwatch_liquidation_status', { ...SOL_LONG, status: 'none' })).toBe(1)
  })

  it.each([
    { positionSide: 'SHORT', side: 'short' },
    { positionSide: 'BOTH', side: 'unknown' },
    { positionSide: null, side: 'unknown' },
  ] as const)('includes a row in slot $positionSide that could not be read', async ({ positionSide, side }) => {
    const row = { symbol: 'XRPUSDT', positionSide, marginType: null, marginAsset: null, why: 'entryPrice is missing' }
    const families = await exposed(holding({ unreadable: [row] }))
    expect(exposedValue(families, 'liqwatch_reading_known', { account: 'main', symbol: 'XRPUSDT', side })).toBe(0)
    expect(exposedValue(families, 'liqwatch_open_positions', MAIN)).toBe(5)
  })

  it('is no joint distance of a pool, which is then unknown', async () => {
    const pool = aPool({ jointDistancePct: null, marginRatio: null, isUnknown: true, why: 'rate of BNB is missing' })
    const families = await exposed(holding({ pools: [pool] }))
    expect(families.has('liqwatch_joint_distance_percent')).toBe(false)
    expect(families.has('liqwatch_pool_margin_ratio')).toBe(false)
    expect(exposedValue(families, 'liqwatch_joint_reading_known', { account: 'main', asset: 'USDT' })).toBe(0)
  })

  it('is not claimed to be a position without a stop', async () => {
    const gaps = [{ what: 'openAlgoOrders', why: 'HTTP 503', needed: false }]
    const families = await exposed(holding({ positions: [aPositionRisk(SOL)], gaps }))
    expect(families.has('liqwatch_stop_covered_percent')).toBe(false)
  })

  it('of one symbol does not hide that another one has no stop', async () => {
    const gaps = [{ what: 'openAlgoOrders DOGEUSDT', why: 'HTTP 503', needed: false }]
    const families = await exposed(holding({ positions: [aPositionRisk(SOL)], gaps }))
    const labels = { account: 'main', symbol: 'SOLUSDT', side: 'long' }
    expect(exposedValue(families, 'liqwatch_stop_covered_percent', labels)).toBe(0)
  })

  it('is an age of a source that is down', async () => {
    const facts = anAccountFacts({
      agesMs: { mark: null, user: null, rest: 70_000 },
      streams: { market: false, user: false },
    })
    const families = await exposed(watchFacts({ accounts: [facts] }))
    expect(families.get('liqwatch_data_age_seconds')?.samples).toHaveLength(1)
    expect(exposedValue(families, 'liqwatch_stream_up', { account: 'main', stream: 'user' })).toBe(0)
  })

  it('is every figure of an account that cannot be seen, while what was told stands', async () => {
    const families = await exposed(blindFacts())
    const figures = [...families.keys()].filter((name) => /distance|price|equity|reading_known|notional/.test(name))
    expect(figures.filter((name) => !name.startsWith('liqwatch_margin'))).toEqual([])
    expect(exposedValue(families, 'liqwatch_account_up', MAIN)).toBe(0)
    expect(exposedValue(families, 'liqwatch_account_blind', MAIN)).toBe(1)
    expect(exposedValue(families, 'liqwatch_alert_depth', { account: 'main', reading: 'SOLUSDT/long' })).toBe(2)
  })

  it('is everything but the failure, of a check that came to nothing', async () => {
    const run = { command: 'check', exitCode: 3, durationMs: 20 } as const
    const facts = {
      isUp: false,
      verdict: 'UNKNOWN',
      accounts: [],
      margins: [],
      alerts: null,
      staleSeconds: null,
    } as const
    const families = await exposed(checkFacts({ ...facts, run }))
    expect([...families.keys()]).toEqual([
      'liqwatch_build_info',
      'liqwatch_up',
      'liqwatch_verdict',
      'liqwatch_last_check_timestamp_seconds',
      'liqwatch_check_exit_code',
      'liqwatch_check_duration_seconds',
    ])
    expect(exposedValue(families, 'liqwatch_up')).toBe(0)
    expect(exposedValue(families, 'liqwatch_verdict', { verdict: 'UNKNOWN' })).toBe(1)
    expect(exposedValue(families, 'liqwatch_check_exit_code')).toBe(3)
    expect(exposedValue(families, 'liqwatch_last_check_timestamp_seconds')).toBe(NOW_MS / 1000)
  })

  it('is what no float can hold', async () => {
    const families = await exposed(
      watchFacts({ accounts: [anAccountFacts({ risk: anAccount({ equity: d('1e400') }) })] }),
    )
    expect(families.has('liqwatch_equity')).toBe(false)
  })

  it('is not the zero of a position that is being liquidated', async () => {
    const families = await exposed(holding({ positions: [aPositionRisk({ ...SOL, distance: '0', tier: '5' })] }))
    expect(exposedValue(families, 'liqwatch_distance_percent', SOL_LONG)).toBe(0)
  })
})
