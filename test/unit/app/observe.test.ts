import { describe, expect, it } from 'vitest'
import type { PlannedMessage } from '../../../src/alerts/plan.ts'
import { runCheck } from '../../../src/app/check.ts'
import { HistoryRecord } from '../../../src/app/history-record.ts'
import { observeAccount, observeAccounts } from '../../../src/app/observe.ts'
import { d } from '../../../src/model/decimal.ts'
import { aState } from '../../support/a-state.ts'
import { POLICY } from '../../support/alert-world.ts'
import { aBracket, tierTable } from '../../support/builders.ts'
import { accountOf, aRow, fakeExchange, fakeSource } from '../../support/fake-account-source.ts'
import { fakeClock } from '../../support/fake-clock.ts'

const HOUR_MS = 3_600_000
const TIERS = tierTable()
/** Binance's price by the brackets of today: (160 − 20) ÷ (1 − 0.01). */
const ROW = aRow({
  exchange: {
    liquidationPrice: d('141.41414141'),
    liquidationPriceReason: null,
    maintenanceMargin: null,
    adlQuantile: 1,
  },
})

const brackets = (ratio: string) => new Map([['SOLUSDT', aBracket([['0', ratio, '0']], 'SOLUSDT')]])

/** An account whose brackets were remembered an hour ago and have changed since, so that its price drifts. */
async function drifted(laterBrackets: () => Promise<ReturnType<typeof brackets>>) {
  let fetches = 0
  const exchange = fakeExchange([ROW], {
    fetchBrackets: async () => {
      fetches += 1
      return fetches === 1 ? brackets('0.05') : laterBrackets()
    },
  })
  const source = fakeSource(exchange)
  await source.reference.brackets()
  await source.clock.sleep(HOUR_MS)
  return { source, fetches: () => fetches }
}

describe('a drift from Binance', () => {
  it('is not believed before brackets were read anew, once', async () => {
    const { source, fetches } = await drifted(async () => brackets('0.01'))
    const { risk } = await observeAccount(source, TIERS)
    expect(risk.positions[0]?.liquidation).toMatchObject({ status: 'price', price: d('140').div('0.99') })
    expect([risk.positions[0]?.drift.isWarning, fetches()]).toEqual([false, 2])
  })

  it('is believed when new brackets do not explain it, and asked no third time', async () => {
    const { source, fetches } = await drifted(async () => brackets('0.05'))
    const { risk } = await observeAccount(source, TIERS)
    expect([risk.verdict, risk.positions[0]?.drift.isWarning, fetches()]).toEqual(['WARNING', true, 2])
  })

  it('keeps the first answer when new brackets do not come: old ones tell more than none', async () => {
    const { source } = await drifted(() => Promise.reject(new Error('503')))
    const { risk } = await observeAccount(source, TIERS)
    expect(risk.positions[0]?.drift.isWarning).toBe(true)
    expect(risk.gaps).toContainEqual({
      what: 'brackets and configuration anew',
      why: 'the brackets did not come',
      needed: false,
    })
  })

  it('costs nothing more when the brackets were fetched in this very run', async () => {
    let fetches = 0
    const exchange = fakeExchange([ROW], {
      fetchBrackets: async () => {
        fetches += 1
        return brackets('0.05')
      },
    })
    const { risk } = await observeAccount(fakeSource(exchange), TIERS)
    expect([risk.positions[0]?.drift.isWarning, fetches]).toEqual([true, 1])
  })
})

describe('a check that sees a drift, and cannot read anew', () => {
  it.each([
    { name: 'brackets', refused: 'fetchBrackets', why: 'the brackets did not come' },
    { name: 'the account', refused: 'fetchAccount', why: '503' },
  ] as const)('tells what it saw first when it cannot read $name', async ({ refused, why }) => {
    const clock = fakeClock()
    let isRefused = false
    const answer = <T>(call: string, value: T) => {
      return async () => (isRefused && call === refused ? Promise.reject(new Error('503')) : value)
    }
    const exchange = fakeExchange([ROW], {
      fetchBrackets: answer('fetchBrackets', brackets('0.05')),
      fetchAccount: answer('fetchAccount', accountOf([ROW])),
      // The last reading of the first look.
      fetchMark: async (symbol) => {
        isRefused = true
        return { ...(await fakeExchange([]).fetchMark(symbol)), atMs: clock.nowMs() }
      },
    })
    const source = fakeSource(exchange, {}, { ...clock, sleep: () => new Promise<void>(() => undefined) })
    await source.reference.brackets()
    clock.advance(HOUR_MS)
    const store = await aState()
    const deliver = async (messages: readonly PlannedMessage[]) =>
      messages.map(({ channel, alertIds, aboutChannels }) => ({ channel, alertIds, aboutChannels, failure: null }))
    const evaluator = { log: store.alerts, policy: POLICY, tiers: TIERS, holder: 'me', deliver, maySend: () => true }
    const subject = { sources: [source], lost: [], record: new HistoryRecord(store, 365) }
    const { accounts, evaluation, exitCode } = await runCheck(subject, evaluator, source.clock)
    expect(accounts).toMatchObject([{ risk: { positions: [{ drift: { isWarning: true } }] } }])
    expect(accounts[0]).toHaveProperty('risk.gaps', [{ what: 'brackets and configuration anew', why, needed: false }])
    expect(evaluation.decision.due.map(({ alert }) => alert.causes)).toEqual([['entered', 'drift']])
    expect(exitCode).toBe(1)
  })
})

it('answers for every account although one fails', async () => {
  const broken = fakeExchange([ROW], { fetchAccount: () => Promise.reject(new Error('no route')) })
  const outcomes = await observeAccounts([fakeSource(broken), fakeSource(fakeExchange([ROW]))], TIERS)
  expect(outcomes.map((outcome) => ('failure' in outcome ? outcome.failure.message : 'read'))).toEqual([
    'the account could not be read: no route',
    'read',
  ])
})

it('reads an account with a COIN-M position once only, and computes the rest of it', async () => {
  let reads = 0
  const exchange = fakeExchange([ROW], {
    fetchBrackets: async () => brackets('0.01'),
    fetchCoinMSymbols: async () => ['BTCUSD_PERP'],
    fetchPositions: async () => {
      reads += 1
      return { rows: [ROW], unreadable: [] }
    },
  })
  const source = fakeSource(exchange)
  await observeAccount(source, TIERS)
  await source.clock.sleep(HOUR_MS)
  const { risk } = await observeAccount(source, TIERS)
  expect([reads, risk.verdict, risk.equity?.toFixed()]).toEqual([2, 'UNKNOWN', '105'])
})
