import { describe, expect, it } from 'vitest'
import type { MetricsFacts } from '../../../src/metrics/facts.ts'
import { exposition } from '../../../src/metrics/registry.ts'
import { exposedValue } from '../../support/exposition.ts'
import { anAccountFacts, blindFacts, checkFacts, exposed, watchFacts } from '../../support/metrics-facts.ts'
import { promtool } from '../../support/promtool.ts'
import { anEmptyAccount } from '../view/reports.ts'

const SOL_LONG = { account: 'main', symbol: 'SOLUSDT', side: 'long' }
const MAIN = { account: 'main' }

const CASES: Readonly<Record<string, MetricsFacts>> = {
  'a watch': watchFacts(),
  'a check': checkFacts(),
  'a blind watch': blindFacts(),
  'an empty account': watchFacts({ accounts: [anAccountFacts({ risk: anEmptyAccount() })], margins: [] }),
  'a failed check': checkFacts({ isUp: false, accounts: [], margins: [], alerts: null, staleSeconds: null }),
}

describe.each(Object.entries(CASES))('the exposition of %s', (_, facts) => {
  it('keeps to the format', async () => {
    expect((await exposed(facts)).size).toBeGreaterThan(4)
  })

  it('follows the naming conventions', async () => {
    for (const { name, kind, help } of (await exposed(facts)).values()) {
      expect(name).toMatch(/^liqwatch_[a-z0-9]+(_[a-z0-9]+)*$/)
      expect(name.endsWith('_total')).toBe(kind === 'counter')
      expect(name).not.toMatch(/_(ms|milliseconds|minutes|hours|pct)(_|$)/)
      expect(help).toMatch(/^[A-Z0-9].*\.$/)
    }
  })

  it('satisfies promtool where it is installed', async () => {
    const verdict = promtool(['check', 'metrics'], await exposition(facts))
    expect(verdict ?? { isSound: true, said: '' }).toEqual({ isSound: true, said: '' })
  })
})

describe('a watch', () => {
  it.each([
    ['liqwatch_build_info', { version: '1.2.3', node_version: 'v20.20.2' }, 1],
    ['liqwatch_up', {}, 1],
    ['liqwatch_verdict', { verdict: 'CRITICAL' }, 1],
    ['liqwatch_verdict', { verdict: 'OK' }, 0],
    ['liqwatch_stale_after_seconds', {}, 60],
    ['liqwatch_evaluations_total', {}, 42],
    ['liqwatch_last_evaluation_timestamp_seconds', {}, 1795271527.623],
    ['liqwatch_account_info', { account: 'main', environment: 'live' }, 1],
    ['liqwatch_account_up', MAIN, 1],
    ['liqwatch_account_blind', MAIN, 0],
    ['liqwatch_equity', { account: 'main', asset: 'USDT' }, 10595.005],
    ['liqwatch_open_positions', MAIN, 4],
    ['liqwatch_joint_distance_percent', { account: 'main', asset: 'USDT' }, 25.195],
    ['liqwatch_joint_reading_known', { account: 'main', asset: 'USDT' }, 1],
    ['liqwatch_pool_margin_ratio', { account: 'main', asset: 'USDT' }, 0.01564783411447237],
    ['liqwatch_data_age_seconds', { account: 'main', source: 'mark' }, 0.412],
    ['liqwatch_data_age_seconds', { account: 'main', source: 'user' }, 1.5],
    ['liqwatch_data_age_seconds', { account: 'main', source: 'rest' }, 2],
    ['liqwatch_stream_up', { account: 'main', stream: 'market' }, 1],
    ['liqwatch_request_weight_used', { account: 'main', pool: 'futures' }, 51],
    ['liqwatch_request_weight_limit', { account: 'main', pool: 'funding' }, 500],
    ['liqwatch_distance_percent', SOL_LONG, 6.319255077565688],
    ['liqwatch_distance_percent', { account: 'main', symbol: 'ETHUSDT', side: 'short' }, 79.261632],
    ['liqwatch_reading_known', SOL_LONG, 1],
    ['liqwatch_liquidation_status', { ...SOL_LONG, status: 'price' }, 1],
    ['liqwatch_liquidation_status', { ...SOL_LONG, status: 'none' }, 0],
    ['liqwatch_tier_percent', SOL_LONG, 10],
    ['liqwatch_mark_price', SOL_LONG, 165.3],
    ['liqwatch_liquidation_price', SOL_LONG, 154.85427135678393],
    ['liqwatch_drift_percent', SOL_LONG, 2.0759e-9],
    ['liqwatch_drift_warning', SOL_LONG, 0],
    ['liqwatch_stop_covered_percent', SOL_LONG, 0],
    ['liqwatch_stop_covered_percent', { account: 'main', symbol: 'DOGEUSDT', side: 'long' }, 71.4],
    ['liqwatch_funding_rate', SOL_LONG, 0.00021],
    ['liqwatch_funding_interval_seconds', SOL_LONG, 14400],
    ['liqwatch_margin_level', { account: 'main', pair: 'cross' }, 1.5],
    ['liqwatch_margin_liquidation_level', { account: 'main', pair: 'cross' }, 1.1],
    // 1 − 1.1 ÷ 1.5 of the collateral.
    ['liqwatch_margin_fall_to_liquidation_percent', { account: 'main', pair: 'cross' }, 26.666666666666668],
    ['liqwatch_margin_zone', { account: 'main', pair: 'cross', zone: 'normal' }, 1],
    ['liqwatch_alert_depth', { account: 'main', reading: 'SOLUSDT/long' }, 2],
    ['liqwatch_alert_tier_percent', { account: 'main', reading: 'SOLUSDT/long' }, 10],
    ['liqwatch_alert_acknowledged', { account: 'main', reading: 'SOLUSDT/long' }, 0],
    ['liqwatch_alert_depth', { account: 'main', reading: 'data' }, 0],
    ['liqwatch_deliveries_pending', { channel: 'phone' }, 1],
    ['liqwatch_deliveries_failed', { channel: 'phone' }, 1],
    ['liqwatch_channel_consecutive_failures', { channel: 'phone' }, 1],
    ['liqwatch_deliveries_pending', { channel: 'desktop' }, 0],
  ] as const)('exposes %s %j as %d', async (name, labels, value) => {
    expect(exposedValue(await exposed(watchFacts()), name, labels)).toBe(value)
  })

  it('says of no pool that nothing of its weight is used, when Binance has not told', async () => {
    const families = await exposed(watchFacts())
    expect(exposedValue(families, 'liqwatch_request_weight_used', { account: 'main', pool: 'funding' })).toBeUndefined()
  })

  it('has no figures of a check, nor a check those of a watch', async () => {
    const [watch, check] = await Promise.all([exposed(watchFacts()), exposed(checkFacts())])
    expect([...watch.keys()].filter((name) => /check/.test(name))).toEqual([])
    expect([...check.keys()].filter((name) => /evaluation|stream/.test(name))).toEqual([])
  })
})
