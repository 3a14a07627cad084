import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../../src/model/snapshot.ts'
import { afterClose, afterDeposit, afterMargin } from '../../../src/risk/book-change.ts'
import { bracketChanges } from '../../../src/risk/bracket-change.ts'
import { bracketImpact } from '../../../src/risk/bracket-impact.ts'
import { aBracket, aPosition, aSnapshot, aWallet, tierTable } from '../../support/builders.ts'

/** Long 2 at 100, mark 90, with 30 of its own or from a pool of 50. */
const isolated = aPosition({ quantity: '2', entryPrice: '100', markPrice: '90', isolatedWallet: '30' })
const cross = aPosition({ quantity: '2', entryPrice: '100', markPrice: '90' })
const withBoth = (position: typeof isolated) =>
  aSnapshot({ wallets: [aWallet('USDT', '50', '80'), aWallet('USDC', '7')], positions: [position] })

const close = (quantity: string, margin: 'kept' | 'released' = 'kept') => ({
  slot: isolated,
  quantity: d(quantity),
  fee: d('0.5'),
  margin,
})
const text = (value: Decimal | undefined) => value?.toFixed() ?? null
const found = ({ positions, wallets }: AccountSnapshot) => ({
  quantity: text(positions[0]?.quantity),
  own: text(positions[0]?.isolatedWallet),
  cross: text(wallets[0]?.crossWallet),
  total: text(wallets[0]?.walletBalance),
})

describe('closing a part at the mark', () => {
  it.each([
    // loss of 10 a unit; the fee is the cross wallet's
    { name: 'isolated, margin kept', position: isolated, what: close('1'), is: ['1', '20', '49.5', '69.5'] },
    {
      name: 'isolated, margin released',
      position: isolated,
      what: close('1', 'released'),
      is: ['1', '15', '54.5', '69.5'],
    },
    { name: 'isolated, whole', position: isolated, what: close('2'), is: [null, null, '59.5', '59.5'] },
    { name: 'cross', position: cross, what: close('1'), is: ['1', '0', '39.5', '69.5'] },
    { name: 'cross, whole', position: cross, what: close('2'), is: [null, null, '29.5', '59.5'] },
  ])('$name', ({ position, what, is: [quantity, own, crossWallet, total] }) => {
    expect(found(afterClose(withBoth(position), what))).toEqual({ quantity, own, cross: crossWallet, total })
  })

  it('leaves everything else alone', () => {
    const other = aPosition({ symbol: 'ETHUSDT' })
    const snapshot = { ...withBoth(isolated), positions: [isolated, other] }
    const after = afterClose(snapshot, close('1'))
    expect([after.positions[1], after.wallets[1]]).toEqual([other, snapshot.wallets[1]])
  })

  it('refuses more than is held, and a slot that is empty', () => {
    expect(() => afterClose(withBoth(isolated), close('2.1'))).toThrow('BTCUSDT: more to close than is held')
    const slot = { symbol: 'BTCUSDT', positionSide: 'SHORT' } as const
    expect(() => afterClose(withBoth(isolated), { ...close('1'), slot })).toThrow('no position in BTCUSDT SHORT')
  })
})

describe('money that moves', () => {
  it('into an isolated position, a part of it from outside', () => {
    const after = afterMargin(withBoth(isolated), isolated, { amount: d('10'), fromWallet: d('4') })
    expect(found(after)).toEqual({ quantity: '2', own: '40', cross: '46', total: '86' })
  })

  it('out of it again', () => {
    const after = afterMargin(withBoth(isolated), isolated, { amount: d('-10'), fromWallet: d('-10') })
    expect(found(after)).toEqual({ quantity: '2', own: '20', cross: '60', total: '80' })
  })

  it('into a wallet, a new one included', () => {
    expect(found(afterDeposit(withBoth(cross), 'USDT', d('3')))).toMatchObject({ cross: '53', total: '83' })
    const { wallets } = afterDeposit(withBoth(cross), 'BNB', d('3'))
    expect(
      wallets.map(({ asset, crossWallet, walletBalance }) => [asset, text(crossWallet), text(walletBalance)]),
    ).toEqual([
      ['USDT', '50', '80'],
      ['USDC', '7', '7'],
      ['BNB', '3', '3'],
    ])
  })
})

describe('brackets that changed', () => {
  const rows = aBracket([
    ['0', '0.004', '0'],
    ['1000', '0.01', '6'],
  ])

  it('are told by row, also one that is new or gone', () => {
    const numbers = (before: typeof rows, after: typeof rows) =>
      bracketChanges(before, after).map(({ bracket, before: was, after: now }) => [bracket, was !== null, now !== null])
    expect(numbers(rows, rows)).toEqual([])
    // the one row of the short table has another cap too
    expect(numbers(rows, aBracket())).toEqual([
      [1, true, true],
      [2, true, false],
    ])
    expect(numbers(aBracket(), rows)).toEqual([
      [1, true, true],
      [2, false, true],
    ])
    expect(
      numbers(
        rows,
        aBracket([
          ['0', '0.004', '0'],
          ['1000', '0.011', '7'],
        ]),
      ),
    ).toEqual([[2, true, true]])
  })

  it.each([
    { field: 'notionalFloor', value: '1' },
    { field: 'notionalCap', value: '5' },
    { field: 'maintMarginRatio', value: '0.005' },
    { field: 'maintAmount', value: '1' },
    { field: 'initialLeverage', value: 10 },
  ])('are seen in $field', ({ field, value }) => {
    const [first, second] = rows.rows
    if (first === undefined || second === undefined) throw new Error('no rows')
    const changed = { ...rows, rows: [{ ...first, [field]: typeof value === 'string' ? d(value) : value }, second] }
    expect(bracketChanges(rows, changed).map(({ bracket }) => bracket)).toEqual([1])
  })

  it('touch nobody who holds none of the symbol, nor where there are no rows to compare', () => {
    const snapshot = withBoth(isolated)
    const impact = (before: typeof rows, from = snapshot) => bracketImpact(from, before, tierTable()).length
    const empty = { ...rows, rows: [] }
    expect(impact(rows)).toBe(1)
    expect(impact({ ...rows, symbol: 'ETHUSDT' })).toBe(0)
    expect(impact(empty)).toBe(0)
    expect(impact(rows, { ...snapshot, brackets: new Map([['BTCUSDT', empty]]) })).toBe(0)
    const other = { ...snapshot, brackets: new Map([...snapshot.brackets, ['ETHUSDT', rows] as const]) }
    expect(impact({ ...rows, symbol: 'ETHUSDT' }, other)).toBe(0)
  })

  it('move each leg of the symbol by itself, and no other symbol', () => {
    const leg = { symbol: 'BTCUSDT', isolatedWallet: '10' }
    const snapshot = aSnapshot({
      hedgeMode: true,
      positions: [
        aPosition({ symbol: 'ETHUSDT', isolatedWallet: '5' }),
        aPosition({ ...leg, positionSide: 'LONG' }),
        aPosition({ ...leg, positionSide: 'SHORT', side: 'SHORT' }),
      ],
      wallets: [aWallet('USDT', '0', '25')],
    })
    const shown = bracketImpact(snapshot, aBracket([['0', '0.01', '0']]), tierTable()).map(
      ({ symbol, side, before, after }) => [
        `${symbol} ${side}`,
        ...[before, after].map(({ liquidation }) => liquidation.status === 'price' && liquidation.price.toFixed(4)),
      ],
    )
    // (100 − 10) ÷ 0.99, ÷ 0.996; (100 + 10) ÷ 1.01, ÷ 1.004
    expect(shown.sort()).toEqual([
      ['BTCUSDT LONG', '90.9091', '90.3614'],
      ['BTCUSDT SHORT', '108.9109', '109.5618'],
    ])
  })
})
