import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { fixReport } from '../../../src/risk/fix.ts'
import { jointGround, unitsNeeded } from '../../../src/risk/joint-plan.ts'
import { remedyLine } from '../../../src/risk/remedy.ts'
import { budgetPlaces, freeBalance, removables } from '../../../src/risk/remedy-now.ts'
import { holdsAtTarget, moneyToTarget, quantityToTarget } from '../../../src/risk/remedy-solve.ts'
import { stopBefore } from '../../../src/risk/remedy-stop.ts'
import { stakeSource } from '../../../src/risk/stake-reading.ts'
import { aContext, rowIn, someRules } from '../../support/acting.ts'
import { anOrder, aPosition, aRate, aSnapshot, aStake, aWallet } from '../../support/builders.ts'

const text = (value: Decimal | null | undefined, places = 8) => value?.toDecimalPlaces(places).toFixed() ?? null
const PAIR = ['BTCUSDT', 'ETHUSDT'] as const
const halted = (...symbols: readonly string[]) =>
  new Map(symbols.map((symbol) => [symbol, someRules(symbol, { status: 'SETTLING' })]))

/** Long 1 BTC, short 1 ETH at 100 on a pool of 50: it dies at a joint move of 24.6 %. */
function pool(overrides: Parameters<typeof aSnapshot>[0] = {}): AccountSnapshot {
  return aSnapshot({
    wallets: [aWallet('USDT', '50')],
    positions: [aPosition(), aPosition({ symbol: 'ETHUSDT', side: 'SHORT' })],
    rules: new Map(PAIR.map((symbol) => [symbol, someRules(symbol)])),
    ...overrides,
  })
}

function poolOptions(snapshot: AccountSnapshot, takerRate: string | null = '0') {
  const context = aContext(snapshot, takerRate)
  const [found] = context.risk.pools
  if (found === undefined) throw new Error('no pool')
  return fixReport({ subject: { kind: 'account', pool: found }, targetPct: d('40'), budget: null }, context, []).options
}
const kinds = (snapshot: AccountSnapshot) => poolOptions(snapshot).map(({ kind }) => kind)

describe('remedies of a pool', () => {
  it('are all there where everything trades', () => {
    expect(kinds(pool())).toEqual(['stop', 'close', 'close', 'mixed', 'add-margin'])
  })

  it('where nothing trades are money alone, and a stop only where one rests', () => {
    expect(kinds(pool({ rules: halted(...PAIR) }))).toEqual(['add-margin'])
    const orders = [anOrder({ triggerPrice: '95' })]
    expect(kinds(pool({ rules: halted(...PAIR), orders }))).toEqual(['stop', 'add-margin'])
  })

  it('where one does not trade leave the shares out', () => {
    const rules = new Map([['BTCUSDT', someRules('BTCUSDT')], ...halted('ETHUSDT')])
    expect(kinds(pool({ rules }))).toEqual(['stop', 'close', 'add-margin'])
  })

  it('know no fee where a rate could not be read', () => {
    expect(poolOptions(pool(), null).map(({ kind, fee }) => [kind, text(fee)])).toEqual([
      ['stop', null],
      ['close', null],
      ['close', null],
      ['mixed', null],
      ['add-margin', '0'],
    ])
  })

  it('cannot bring USDT to a pool that has no rate for it', () => {
    const rates = [aRate('USDC', '1', '1')]
    const positions = PAIR.map((symbol) => aPosition({ symbol, marginAsset: 'USDC' }))
    const multi = pool({ multiAssetsMode: true, wallets: [aWallet('USDC', '50')], positions, rates })
    expect(kinds(multi)).toEqual(['stop', 'close', 'close'])
    const context = aContext(multi)
    // with USDT in it the pool would be unknown
    expect(budgetPlaces(d('10'), context)).toEqual([])
  })

  it('of a pool of one name no single member', () => {
    const alone = pool({ positions: [aPosition({ quantity: '2' })] })
    expect(kinds(alone)).toEqual(['stop', 'close', 'mixed', 'add-margin'])
  })

  it('sum the losses at the stops: at a move of 12.3 %', () => {
    const [stop] = poolOptions(pool(), '0.001')
    // 87.7 and 112.3; 0.1 % of 200
    expect([text(stop?.realizedPnl), text(stop?.fee)]).toEqual(['-24.6', '0.2'])
  })

  it('need nothing where the pool survives the move already', () => {
    const found = stakeSource(pool()).pools.get('USDT')?.pool
    if (found === undefined || found === null) throw new Error('no pool')
    const plan = { closings: new Map(), feeRateOf: () => d('0'), depositAsset: 'USDT' }
    expect(text(unitsNeeded(jointGround(found, d('0.2')), plan))).toBe('0')
    // 50 − 80 − 0.8
    expect(text(unitsNeeded(jointGround(found, d('0.4')), plan))).toBe('30.8')
    expect(unitsNeeded(jointGround(found, d('0.4')), { ...plan, depositAsset: null })).toBeNull()
  })
})

describe('where money helps', () => {
  it('not in a pool that no joint move kills', () => {
    expect(budgetPlaces(d('10'), aContext(pool({ wallets: [aWallet('USDT', '900')] })))).toEqual([])
  })

  it('beyond a hundred percent nothing more is won', () => {
    const [place] = budgetPlaces(d('1000'), aContext(pool()))
    expect([text(place?.before, 4), place?.after, text(place?.gain, 4)]).toEqual(['24.6', null, '75.4'])
  })

  it('what can be taken out of positions leaves their liquidation where initial margin ends', () => {
    const rich = aPosition({ isolatedWallet: '40' })
    const context = aContext(aSnapshot({ wallets: [aWallet('USDT', '0', '40')], positions: [rich] }))
    const [found, ...more] = removables(context.risk.positions, context.snapshot)
    // 40 − 10; (100 − 10) ÷ 0.996
    expect([text(found?.amount), text(found?.distancePct, 4), more]).toEqual(['30', '9.6386', []])
  })

  it('knows the free balance of an asset', () => {
    const snapshot = pool({ wallets: [{ ...aWallet('USDT', '50'), availableBalance: d('20') }, aWallet('USDC', '5')] })
    expect(['USDT', 'USDC', 'BNB'].map((asset) => text(freeBalance(snapshot, asset)))).toEqual(['20', null, null])
  })
})

describe('what closing can do', () => {
  const long = aStake({ markPrice: '100', balance: '20', legs: [{ side: 'LONG', quantity: '1', entryPrice: '100' }] })
  const closing = (side: 'LONG' | 'SHORT', targetPct: string) => ({ side, targetPct: d(targetPct), feeRate: d('0') })

  it('nothing with a leg that is not held', () => {
    expect(quantityToTarget(long, closing('SHORT', '30'))).toBeNull()
    expect(holdsAtTarget(long, closing('SHORT', '30'), d('0'))).toBe(false)
  })

  it('reaches the target exactly, and not with less', () => {
    // 10.28 ÷ 30.28
    const quantity = quantityToTarget(long, closing('LONG', '30'))
    expect(text(quantity)).toBe('0.33949802')
    expect(quantity !== null && holdsAtTarget(long, closing('LONG', '30'), quantity)).toBe(true)
    expect(quantity !== null && holdsAtTarget(long, closing('LONG', '30'), quantity.minus('1e-20'))).toBe(false)
  })

  it('is 0 where the target is reached, and not possible where closing everything leaves a debt', () => {
    expect(text(quantityToTarget(long, closing('LONG', '10')))).toBe('0')
    expect(quantityToTarget({ ...long, balance: d('-5') }, closing('LONG', '10'))).toBeNull()
  })

  it('money makes up for what is lacking at either price', () => {
    const both = aStake({
      markPrice: '100',
      balance: '10',
      legs: [{ side: 'SHORT', quantity: '1', entryPrice: '100' }],
    })
    // at 130: 10 − 30 − 0.52
    expect([text(moneyToTarget(long, d('30'))), text(moneyToTarget(both, d('30')))]).toEqual(['10.28', '20.52'])
    expect(text(moneyToTarget(long, d('10')))).toBe('0')
  })

  it('is no alert line for a position that cannot be computed', () => {
    const blind = pool({ brackets: [] })
    const [position] = blind.positions
    if (position === undefined) throw new Error('no position')
    expect(remedyLine({ source: stakeSource(blind), position }, d('15'))).toBeNull()
  })
})

describe('a stop before liquidation', () => {
  const lonely = (tickSize: string) => {
    const rules = new Map([['BTCUSDT', someRules('BTCUSDT', { tickSize })]])
    const positions = [aPosition({ isolatedWallet: '10' })]
    const snapshot = aSnapshot({ wallets: [aWallet('USDT', '0', '10')], positions, rules })
    return stopBefore(rowIn(aContext(snapshot), 'BTCUSDT'), snapshot)
  }

  it('stands on the tick nearer to the mark, or nowhere when no tick lies between', () => {
    // (100 + 90.3614) ÷ 2 = 95.18
    expect([text(lonely('0.1')?.price), text(lonely('5')?.price), lonely('50')]).toEqual(['95.2', null, null])
  })
})
