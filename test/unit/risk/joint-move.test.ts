import { describe, expect, it } from 'vitest'
import { d } from '../../../src/model/decimal.ts'
import { type BracketedPosition, crossPoolOf } from '../../../src/risk/cross-pool.ts'
import { jointDistancePct } from '../../../src/risk/joint-move.ts'
import { AT_PAR } from '../../../src/risk/stake.ts'
import { aBracket, aPosition, type RowText } from '../../support/builders.ts'

type Held = Parameters<typeof aPosition>[0] & { rows?: readonly RowText[] }

interface JointCase {
  readonly name: string
  readonly wallet: string
  readonly positions: readonly Held[]
  readonly pct: string | null
}

function held({ rows, ...traits }: Held): BracketedPosition {
  return { position: aPosition(traits), bracket: aBracket(rows) }
}

function aPool(wallet: string, positions: readonly Held[]) {
  return crossPoolOf({
    asset: 'USDT',
    wallets: new Map([['USDT', d(wallet)]]),
    rates: new Map([['USDT', AT_PAR]]),
    positions: positions.map(held),
  })
}

const long = { symbol: 'AUSDT', side: 'LONG', entryPrice: '100' } as const
const short = { symbol: 'BUSDT', side: 'SHORT', entryPrice: '50' } as const

describe('jointDistancePct', () => {
  const cases: readonly JointCase[] = [
    // 20 − 100x − 0.4(1 − x)
    { name: 'one long', wallet: '20', positions: [long], pct: '19.6787148594' },
    // 20 − 150x − 0.4(1 − x) − 0.2(1 + x)
    { name: 'long and short of two symbols', wallet: '20', positions: [long, short], pct: '12.9506008011' },
    // down: 20 − 200x − 1.6(1 − x); up only helps
    {
      name: 'a symbol held both ways goes the worse way',
      wallet: '20',
      positions: [
        { ...long, quantity: '3', positionSide: 'LONG' },
        { ...long, quantity: '1', side: 'SHORT', positionSide: 'SHORT' },
      ],
      pct: '9.2741935484',
    },
    // equal legs only pay maintenance: 2 − 0.8(1 + x) has its zero at 1.5
    {
      name: 'a flat pair: no move below 100 %',
      wallet: '2',
      positions: [long, { ...long, side: 'SHORT' }],
      pct: null,
    },
    // 1 − 0.8(1 + x)
    {
      name: 'a flat pair on thin margin dies by a rise',
      wallet: '1',
      positions: [long, { ...long, side: 'SHORT' }],
      pct: '25.0000000000',
    },
    // above a notional of 110 the ratio is 50 % and the amount 54.56: 20 − 100x − (50(1 + x) − 54.56)
    {
      name: 'a short that climbs a bracket on the way',
      wallet: '20',
      positions: [
        {
          ...long,
          side: 'SHORT',
          rows: [
            ['0', '0.004', '0'],
            ['110', '0.5', '54.56'],
          ],
        },
      ],
      pct: '16.3733333333',
    },
    { name: 'a long that is fully funded', wallet: '100', positions: [long], pct: null },
    { name: 'an empty pool', wallet: '100', positions: [], pct: null },
    { name: 'already liquidatable', wallet: '0.4', positions: [long], pct: '0.0000000000' },
  ]

  it.each(cases)('$name: $pct', ({ wallet, positions, pct }) => {
    expect(jointDistancePct(aPool(wallet, positions))?.toFixed(10) ?? null).toBe(pct)
  })

  it.each([
    // all at the bid: 0.9801(200 − 10000x) + 220 − 12000x − 79.596(1 − x) − 120(1 − x)
    { name: 'while the USDT balance is positive', usdt: '200', pct: '1.0018978396' },
    // the USDT balance is owed beyond x = 0.001, at the ask: 0.99495(10 − 10000x) + …
    { name: 'after the USDT balance turned negative', usdt: '10', pct: '0.1395569378' },
  ])('multi-assets mode, $name: $pct', ({ usdt, pct }) => {
    const pool = crossPoolOf({
      asset: 'USD',
      wallets: new Map([
        ['USDT', d(usdt)],
        ['USDC', d('220')],
      ]),
      rates: new Map([
        ['USDT', { bidRate: d('0.9801'), askRate: d('0.99495') }],
        ['USDC', { bidRate: d('1'), askRate: d('1') }],
      ]),
      positions: [
        held({ symbol: 'BTCUSDT', quantity: '0.5', entryPrice: '20000', rows: [['0', '0.008', '0']] }),
        held({
          symbol: 'ETHUSDC',
          marginAsset: 'USDC',
          quantity: '20',
          entryPrice: '600',
          rows: [['0', '0.01', '0']],
        }),
      ],
    })
    expect(jointDistancePct(pool)?.toFixed(10)).toBe(pct)
  })
})
