import { describe, expect, it } from 'vitest'
import { aBracket, aPosition, aRate, aSnapshot, aWallet } from '../../support/builders.ts'
import { assess, brokenRow, isolatedAt, order, pool } from './assess-rows.ts'

describe('account totals', () => {
  const isolatedPart = aPosition({ symbol: 'ISOUSDT', markPrice: '99', isolatedWallet: '30' })
  const positions = [aPosition({ symbol: 'AUSDT', markPrice: '110' }), isolatedPart]

  it('sum pool and isolated positions', () => {
    const risk = assess(aSnapshot({ positions, wallets: [aWallet('USDT', '50', '80')] }))
    expect(risk.walletBalance?.toFixed()).toBe('80')
    expect(risk.unrealizedPnl?.toFixed()).toBe('9')
    expect(risk.equity?.toFixed()).toBe('89')
    expect(risk.maintenanceMargin?.toFixed()).toBe('0.836')
    expect(risk.grossNotional?.toFixed()).toBe('209')
    expect(risk.effectiveLeverage?.toFixed(6)).toBe('2.348315')
    expect(risk.isApproximate).toBe(false)
  })

  it.each([
    {
      name: 'a stablecoin without a rate counts 1, marked',
      extra: ['USDC', '20'],
      rates: [],
      equity: '109',
      approximate: true,
    },
    {
      name: 'rates of both convert into USDT',
      extra: ['BNB', '2'],
      rates: [aRate('BNB', '600', '600'), aRate('USDT', '1.5', '1.5')],
      equity: '889',
      approximate: false,
    },
    {
      name: 'without a USDT rate the dollar stands in for it',
      extra: ['BNB', '2'],
      rates: [aRate('BNB', '600', '600')],
      equity: '1289',
      approximate: true,
    },
    {
      name: 'anything else without a rate hides all',
      extra: ['BNB', '2'],
      rates: [],
      equity: null,
      approximate: false,
    },
    { name: 'an empty wallet needs no rate', extra: ['BNB', '0'], rates: [], equity: '89', approximate: false },
  ] as const)('of further assets: $name', ({ extra: [asset, balance], rates, equity, approximate }) => {
    const wallets = [aWallet('USDT', '50', '80'), aWallet(asset, balance)]
    const risk = assess(aSnapshot({ positions, wallets, rates }))
    expect(risk.equity?.toFixed() ?? null).toBe(equity)
    expect(risk.isApproximate).toBe(approximate)
  })
})

describe('multi-assets mode', () => {
  const positions = [
    aPosition({ symbol: 'BTCUSDT', quantity: '0.5', entryPrice: '20000' }),
    aPosition({ symbol: 'ETHUSDC', marginAsset: 'USDC', quantity: '20', entryPrice: '600', markPrice: '590' }),
  ]
  const rates = [aRate('USDT', '0.9801', '0.99495', '0.99'), aRate('USDC', '0.9', '1.1', '1')]
  const account = aSnapshot({
    multiAssetsMode: true,
    positions,
    wallets: [aWallet('USDT', '200'), aWallet('USDC', '150')],
    rates,
    brackets: [aBracket([['0', '0.008', '0']], 'BTCUSDT'), aBracket([['0', '0.01', '0']], 'ETHUSDC')],
  })

  it('holds one pool in USD and values what is owed at the ask', () => {
    const risk = assess(account)
    // 200 × 0.9801 and (150 − 200) × 1.1; 80 × 0.99495 + 118 × 1.1
    expect(pool(risk, 'USD').marginBalance?.toFixed()).toBe('141.02')
    expect(pool(risk, 'USD').maintenanceMargin?.toFixed()).toBe('209.396')
    expect(risk.equity?.toFixed()).toBe('141.02')
    expect(risk.maintenanceMargin?.toFixed()).toBe('209.396')
    expect(risk.unrealizedPnl?.toFixed()).toBe('-220')
    expect(risk.walletBalance?.toFixed()).toBe('331.02')
    expect(risk.grossNotional?.toFixed()).toBe('21700') // 10000 × 0.99 + 11800
    expect(risk.isApproximate).toBe(false)
    expect(risk.positions.map(({ liquidation }) => liquidation.reason)).toEqual(Array(2).fill('already-liquidatable'))
    expect(pool(risk, 'USD').jointDistancePct?.toFixed()).toBe('0')
    expect(risk.verdict).toBe('CRITICAL')
  })

  it('needs a rate of every asset that holds money, and of no other', () => {
    const [usdt] = rates
    if (usdt === undefined) throw new Error('no rate')
    const rateless = assess({ ...account, rates: new Map([['USDT', usdt]]) })
    expect(pool(rateless, 'USD')).toMatchObject({ isUnknown: true, why: 'the rate of USDC is missing' })
    expect([rateless.verdict, rateless.equity]).toEqual(['UNKNOWN', null])
    const withDust = assess({ ...account, wallets: [...account.wallets, aWallet('BNB', '0')] })
    expect(pool(withDust, 'USD').isUnknown).toBe(false)
  })

  it('a broken cross row of any asset makes the one pool unknown', () => {
    const risk = assess({ ...account, unreadable: [brokenRow({ marginAsset: null })] })
    expect(pool(risk, 'USD').why).toBe('XUSDT: entryPrice is missing')
    expect(risk.verdict).toBe('UNKNOWN')
  })
})

it('lists rows by danger: liquidatable, in a tier, unknown, calm, without a price', () => {
  const positions = [
    aPosition({ symbol: 'NONE', isolatedWallet: '200' }),
    isolatedAt('40', 'CALM40'),
    isolatedAt('30', 'CALM30'),
    aPosition({ symbol: 'UNKNOWN', isolatedWallet: '10' }),
    isolatedAt('12', 'WARN'),
    isolatedAt('4', 'CRITICAL'),
    aPosition({ symbol: 'LOST', markPrice: '90', isolatedWallet: '5' }),
  ]
  const brackets = positions
    .filter(({ symbol }) => symbol !== 'UNKNOWN')
    .map(({ symbol }) => aBracket(undefined, symbol))
  expect(order(assess(aSnapshot({ positions, brackets })))).toEqual([
    'LOST',
    'CRITICAL',
    'WARN',
    'UNKNOWN',
    'CALM30',
    'CALM40',
    'NONE',
  ])
})
