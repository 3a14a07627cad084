import { describe, expect, it } from 'vitest'
import { readStanding } from '../../../src/app/standing.ts'
import type { KeyPermissions } from '../../../src/model/readings.ts'
import { fakeExchange, fakeSource, HARMLESS } from '../../support/fake-account-source.ts'

const WITHDRAWING: KeyPermissions = { ...HARMLESS, moneyFlags: ['enableWithdrawals'] }
const TRADING: KeyPermissions = { ...HARMLESS, tradeFlags: ['enableFutures'] }

const sourceWith = (key: KeyPermissions | null, policy = {}) =>
  fakeSource(fakeExchange([], { fetchKeyPermissions: async () => key }), policy)

describe('what the key may do', () => {
  it.each([
    { name: 'a key that only reads', key: HARMLESS, policy: {} },
    { name: 'a trading key that is allowed', key: TRADING, policy: { allowTradingKey: true } },
    { name: 'an environment that does not tell', key: null, policy: {} },
    { name: 'anything outside the live environment', key: WITHDRAWING, policy: { isLive: false } },
  ])('lets pass $name', async ({ key, policy }) => {
    expect(await readStanding(sourceWith(key, policy))).toEqual({ unreadable: [], gaps: [] })
  })

  it.each([
    { name: 'can move money', key: WITHDRAWING, policy: { allowTradingKey: true }, says: 'enableWithdrawals' },
    { name: 'can trade without being allowed to', key: TRADING, policy: {}, says: 'enableFutures' },
  ])('refuses at first use a key that $name', async ({ key, policy, says }) => {
    await expect(readStanding(sourceWith(key, policy))).rejects.toMatchObject({
      code: 'key-too-powerful',
      exitCode: 2,
      message: expect.stringContaining(says),
      hint: expect.stringContaining('Enable Reading'),
    })
  })

  it('goes on with a key that gains power later, and says so', async () => {
    let key = HARMLESS
    const source = fakeSource(fakeExchange([], { fetchKeyPermissions: async () => key }))
    await readStanding(source)
    key = WITHDRAWING
    await source.clock.sleep(25 * 3_600_000)
    const { gaps } = await readStanding(source)
    expect(gaps).toMatchObject([{ what: 'key permissions', needed: false }])
    expect(gaps[0]?.why).toContain('gained power')
  })

  it('says when it cannot be read, and refuses nothing', async () => {
    const source = fakeSource(fakeExchange([], { fetchKeyPermissions: () => Promise.reject(new Error('HTTP 503')) }))
    expect((await readStanding(source)).gaps).toEqual([{ what: 'key permissions', why: 'HTTP 503', needed: false }])
  })
})

describe('COIN-M positions', () => {
  const exchange = fakeExchange([], { fetchCoinMSymbols: async () => ['BTCUSD_PERP'] })

  it('are listed as unreadable, outside every USDⓈ-M pool', async () => {
    const { unreadable } = await readStanding(fakeSource(exchange))
    expect(unreadable).toMatchObject([{ symbol: 'BTCUSD_PERP', marginType: 'ISOLATED', isCoinM: true }])
  })

  it('are left out when the config ignores them', async () => {
    expect((await readStanding(fakeSource(exchange, { coinM: 'ignore' }))).unreadable).toEqual([])
  })
})
