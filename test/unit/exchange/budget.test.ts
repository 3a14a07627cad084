import { describe, expect, it } from 'vitest'
import { Budget, sharedBudget } from '../../../src/exchange/binance/budget.ts'
import { ENDPOINTS, weightOf } from '../../../src/exchange/binance/endpoints.ts'

/** 20 s into a minute. */
const NOW_MS = 1_795_300_820_000
const MINUTE_MS = 60_000

describe('Budget', () => {
  it('admits a quarter of the limit, then waits for the next minute', () => {
    const budget = new Budget()
    for (let call = 0; call < 15; call += 1) expect(budget.admit('futures', 40, NOW_MS)).toBeNull()
    expect(budget.admit('futures', 1, NOW_MS)).toEqual({ waitMs: 40_000, reason: 'request-budget' })
    expect(budget.admit('futures', 40, NOW_MS + 40_000)).toBeNull()
  })

  it('lets a single status through however small the limit is', () => {
    const budget = new Budget()
    budget.setLimit('futures', 300, NOW_MS)
    expect(budget.admit('futures', 200, NOW_MS)).toBeNull()
    expect(budget.admit('futures', 1, NOW_MS)).toMatchObject({ reason: 'request-budget' })
  })

  it('leaves the rest of the limit to the other programs that use it', () => {
    const budget = new Budget()
    budget.observe('futures', 2_395, NOW_MS)
    expect(budget.admit('futures', 5, NOW_MS)).toBeNull()
    expect(budget.admit('futures', 1, NOW_MS)).toMatchObject({ waitMs: 40_000 })
  })

  it('believes the highest figure of a minute, since replies arrive in any order', () => {
    const budget = new Budget()
    budget.observe('futures', 120, NOW_MS)
    budget.observe('futures', 80, NOW_MS)
    expect(budget.readings(NOW_MS)).toEqual([{ pool: 'futures', used: 120, limit: 2_400 }])
    expect(budget.readings(NOW_MS + MINUTE_MS)).toEqual([{ pool: 'futures', used: null, limit: 2_400 }])
  })

  it('pauses one pool or all of them, and never shortens a pause', () => {
    const budget = new Budget()
    budget.pause('futures', NOW_MS + 30_000, 'rate-limited', NOW_MS)
    expect(budget.admit('futures', 1, NOW_MS)).toEqual({ waitMs: 30_000, reason: 'rate-limited' })
    expect(budget.admit('funding', 1, NOW_MS)).toBeNull()
    budget.pause('all', NOW_MS + 120_000, 'ip-banned', NOW_MS)
    budget.pause('futures', NOW_MS + 60_000, 'rate-limited', NOW_MS)
    expect(budget.admit('futures', 1, NOW_MS)).toEqual({ waitMs: 120_000, reason: 'ip-banned' })
    expect(budget.admit('sapi-ip', 1, NOW_MS)).toEqual({ waitMs: 120_000, reason: 'ip-banned' })
  })

  it('counts the calls of the pools without weight over five minutes', () => {
    const budget = new Budget()
    for (let call = 0; call < 200; call += 1) budget.admit('funding', 1, NOW_MS)
    expect(budget.admit('funding', 1, NOW_MS)).toMatchObject({ reason: 'request-budget' })
    expect(budget.admit('funding', 1, NOW_MS + 5 * MINUTE_MS)).toBeNull()
  })
})

describe('the budget of several accounts', () => {
  const hosts = (futures: string, spot = `spot.${futures}`) => ({
    httpFutures: `https://${futures}`,
    httpBase: `https://${spot}/prefix`,
  })

  it('is used up and paused by all accounts of a host, and by nobody else', () => {
    const one = sharedBudget(hosts('a.test'), 'one')
    const two = sharedBudget(hosts('a.test'), 'two')
    const other = sharedBudget(hosts('b.test'), 'one')
    for (let call = 0; call < 14; call += 1) one.admit('futures', 40, NOW_MS)
    expect(two.admit('futures', 40, NOW_MS)).toBeNull()
    expect(two.admit('futures', 1, NOW_MS)).toMatchObject({ reason: 'request-budget' })
    expect(one.admit('futures', 1, NOW_MS)).toMatchObject({ reason: 'request-budget' })
    expect(other.admit('futures', 40, NOW_MS)).toBeNull()
    two.pause('all', NOW_MS + 120_000, 'ip-banned', NOW_MS)
    expect(one.admit('spot', 1, NOW_MS)).toEqual({ waitMs: 120_000, reason: 'ip-banned' })
    expect(other.admit('spot', 1, NOW_MS)).toBeNull()
    expect(one.readings(NOW_MS).map(({ pool }) => pool)).toContain('sapi-ip')
    expect(other.readings(NOW_MS).map(({ pool }) => pool)).toEqual(['futures', 'spot'])
  })

  it('is counted where the pool is counted: spot and futures hosts apart', () => {
    const one = sharedBudget(hosts('c.test', 'shared-spot.test'), 'one')
    const two = sharedBudget(hosts('d.test', 'shared-spot.test'), 'two')
    one.pause('sapi-ip', NOW_MS + 30_000, 'rate-limited', NOW_MS)
    one.pause('futures', NOW_MS + 30_000, 'rate-limited', NOW_MS)
    expect(two.admit('sapi-ip', 1, NOW_MS)).toMatchObject({ reason: 'rate-limited' })
    expect(two.admit('futures', 1, NOW_MS)).toBeNull()
  })

  it.each([
    { accounts: 1, weight: 600 },
    { accounts: 4, weight: 600 },
    { accounts: 6, weight: 900 },
    { accounts: 8, weight: 1200 },
    { accounts: 40, weight: 1200 },
  ])('is $weight a minute for $accounts accounts', ({ accounts, weight }) => {
    const budgets = Array.from({ length: accounts }, (_, index) =>
      sharedBudget(hosts(`${accounts}.test`), `account-${index}`),
    )
    const [budget] = budgets
    expect(budget?.admit('futures', weight, NOW_MS)).toBeNull()
    expect(budget?.admit('futures', 1, NOW_MS)).toMatchObject({ reason: 'request-budget' })
  })
})

describe('weightOf', () => {
  it.each([
    { endpoint: ENDPOINTS.premiumIndex, params: { symbol: 'BTCUSDT' }, weight: 1 },
    { endpoint: ENDPOINTS.premiumIndex, params: {}, weight: 10 },
    { endpoint: ENDPOINTS.openOrders, params: { symbol: undefined }, weight: 40 },
    { endpoint: ENDPOINTS.klines, params: { limit: 99 }, weight: 1 },
    { endpoint: ENDPOINTS.klines, params: { limit: 100 }, weight: 2 },
    { endpoint: ENDPOINTS.klines, params: {}, weight: 5 },
    { endpoint: ENDPOINTS.klines, params: { limit: 1000 }, weight: 5 },
    { endpoint: ENDPOINTS.klines, params: { limit: 1001 }, weight: 10 },
    { endpoint: ENDPOINTS.depth, params: { limit: 50 }, weight: 2 },
    { endpoint: ENDPOINTS.depth, params: { limit: 100 }, weight: 5 },
    { endpoint: ENDPOINTS.depth, params: {}, weight: 10 },
    { endpoint: ENDPOINTS.depth, params: { limit: 1000 }, weight: 20 },
    { endpoint: ENDPOINTS.forceOrders, params: {}, weight: 50 },
    { endpoint: ENDPOINTS.account, params: {}, weight: 5 },
  ])('$endpoint.path with $params weighs $weight', ({ endpoint, params, weight }) => {
    expect(weightOf(endpoint, params)).toBe(weight)
  })
})
