import { describe, expect, it } from 'vitest'
import { observeAccount, observeAccounts } from '../../../src/app/observe.ts'
import { d } from '../../../src/model/decimal.ts'
import { aBracket, tierTable } from '../../support/builders.ts'
import { aRow, fakeExchange, fakeSource } from '../../support/fake-account-source.ts'

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
