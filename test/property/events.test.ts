import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { d } from '../../src/model/decimal.ts'
import {
  type AccountEvent,
  applyEvent,
  applyMarks,
  type MarkEvent,
  type PositionChange,
  readingAfter,
} from '../../src/model/events.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { aMark, aPosition, aSnapshot, aWallet, TAKEN_AT_MS } from '../support/builders.ts'

type AccountUpdate = Extract<AccountEvent, { readonly kind: 'account' }>

interface ChangeTraits {
  readonly symbol?: string
  readonly positionSide?: PositionChange['positionSide']
  readonly amount: string
  readonly entryPrice?: string
  readonly isolatedWallet?: string
}

function aChange({ symbol, positionSide, amount, entryPrice, isolatedWallet }: ChangeTraits): PositionChange {
  return {
    symbol: symbol ?? 'BTCUSDT',
    positionSide: positionSide ?? 'BOTH',
    positionAmt: d(amount),
    entryPrice: d(entryPrice ?? '100'),
    marginType: isolatedWallet === undefined ? 'CROSSED' : 'ISOLATED',
    isolatedWallet: d(isolatedWallet ?? '0'),
  }
}

function anUpdate(
  afterMs: number,
  parts: {
    positions?: readonly PositionChange[]
    balances?: readonly (readonly [string, string, string])[]
    reason?: string
  },
): AccountUpdate {
  const balances = (parts.balances ?? []).map(([asset, wallet, cross]) => ({
    asset,
    walletBalance: d(wallet),
    crossWallet: d(cross),
  }))
  return {
    kind: 'account',
    atMs: TAKEN_AT_MS + afterMs,
    reason: parts.reason ?? 'ORDER',
    balances,
    positions: parts.positions ?? [],
  }
}

const snapshot: AccountSnapshot = aSnapshot({
  wallets: [aWallet('USDT', '5000'), aWallet('USDC', '700')],
  positions: [
    aPosition({ symbol: 'BTCUSDT', quantity: '1', exchangePrice: '61' }),
    aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '3', exchangePrice: null }),
    aPosition({ symbol: 'SOLUSDT', quantity: '60', isolatedWallet: '1000', exchangePrice: '90' }),
    aPosition({ symbol: 'BTCUSDC', quantity: '2', marginAsset: 'USDC', exchangePrice: '55' }),
  ],
  marks: ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BTCUSDC'].map((symbol) => aMark(symbol)),
})

const figuresOf = (from: AccountSnapshot, symbol: string) => {
  const position = from.positions.find((candidate) => candidate.symbol === symbol)
  if (position === undefined) return 'gone'
  const { side, quantity, entryPrice, isolatedWallet, exchange } = position
  const shown = exchange.liquidationPrice?.toFixed() ?? exchange.liquidationPriceReason
  return [side, quantity.toFixed(), entryPrice.toFixed(), isolatedWallet.toFixed(), shown].join(' ')
}
const walletOf = (from: AccountSnapshot, asset: string) => {
  const wallet = from.wallets.find((candidate) => candidate.asset === asset)
  return `${wallet?.walletBalance.toFixed()} ${wallet?.crossWallet.toFixed()}`
}

const OLD = 'the account changed since the last reading'

describe('an account event', () => {
  it("replaces what it names, and takes Binance's own prices from the pool that it moved", () => {
    const after = applyEvent(
      snapshot,
      anUpdate(10, {
        positions: [aChange({ amount: '0.4', entryPrice: '98' })],
        balances: [['USDT', '4900', '3900']],
      }),
    )
    expect(figuresOf(after, 'BTCUSDT')).toBe(`LONG 0.4 98 0 ${OLD}`)
    expect(figuresOf(after, 'ETHUSDT')).toBe(`SHORT 3 100 0 ${OLD}`)
    expect(figuresOf(after, 'SOLUSDT')).toBe('LONG 60 100 1000 90')
    expect(figuresOf(after, 'BTCUSDC')).toBe('LONG 2 100 0 55')
    expect(walletOf(after, 'USDT')).toBe('4900 3900')
    expect(walletOf(after, 'USDC')).toBe('700 700')
  })

  it('moves every cross price of the account in multi-assets mode', () => {
    const multi = { ...snapshot, multiAssetsMode: true }
    const after = applyEvent(multi, anUpdate(10, { balances: [['USDC', '600', '600']] }))
    expect(figuresOf(after, 'BTCUSDT')).toBe(`LONG 1 100 0 ${OLD}`)
    expect(figuresOf(after, 'SOLUSDT')).toBe('LONG 60 100 1000 90')
  })

  it('turns a position round by the sign of its amount', () => {
    const after = applyEvent(snapshot, anUpdate(10, { positions: [aChange({ amount: '-2', entryPrice: '99' })] }))
    expect(figuresOf(after, 'BTCUSDT')).toBe(`SHORT 2 99 0 ${OLD}`)
  })

  it('closes a position with an amount of zero', () => {
    const after = applyEvent(snapshot, anUpdate(10, { positions: [aChange({ amount: '0', entryPrice: '0' })] }))
    expect(figuresOf(after, 'BTCUSDT')).toBe('gone')
    expect(after.positions).toHaveLength(3)
  })

  it('keeps the two slots of a hedged symbol apart', () => {
    const hedged = aSnapshot({
      positions: [
        aPosition({ positionSide: 'LONG', quantity: '1' }),
        aPosition({ positionSide: 'SHORT', side: 'SHORT', quantity: '1' }),
      ],
    })
    const after = applyEvent(hedged, anUpdate(10, { positions: [aChange({ positionSide: 'SHORT', amount: '-4' })] }))
    expect(after.positions.map(({ side, quantity }) => `${side} ${quantity.toFixed()}`)).toEqual(['LONG 1', 'SHORT 4'])
  })

  it('leaves the age of everything else as it was', () => {
    expect(applyEvent(snapshot, anUpdate(9000, { balances: [['USDT', '1', '1']] })).takenAtMs).toBe(TAKEN_AT_MS)
  })

  it('is believed when it is newer than the row, though the reading ended later', () => {
    const late = { ...snapshot, takenAtMs: TAKEN_AT_MS + 5000 }
    const after = applyEvent(
      late,
      anUpdate(3000, {
        positions: [aChange({ amount: '2' })],
        balances: [['USDT', '1', '1']],
      }),
    )
    expect(figuresOf(after, 'BTCUSDT')).toBe(`LONG 2 100 0 ${OLD}`)
    expect(walletOf(after, 'USDT')).toBe('1 1')
  })

  it('that only repeats what is known takes no figure away', () => {
    const after = applyEvent(
      snapshot,
      anUpdate(10, {
        positions: [aChange({ amount: '1' })],
        balances: [['USDT', '5000', '5000']],
      }),
    )
    expect(figuresOf(after, 'BTCUSDT')).toBe('LONG 1 100 0 61')
    expect(figuresOf(after, 'ETHUSDT')).toBe('SHORT 3 100 0 none')
  })

  it('that is older than the reading changes no money', () => {
    const after = applyEvent(snapshot, anUpdate(-60_000, { balances: [['USDT', '1', '1']] }))
    expect(walletOf(after, 'USDT')).toBe('5000 5000')
  })
})

describe('the reading that an event calls for', () => {
  it.each([
    {
      name: 'a change of what is known',
      event: anUpdate(1, { positions: [aChange({ amount: '2' })], balances: [['USDT', '1', '1']] }),
      reading: 'nothing',
    },
    {
      name: 'a position that is not known',
      event: anUpdate(1, { positions: [aChange({ symbol: 'DOGEUSDT', amount: '2' })] }),
      reading: 'account',
    },
    {
      name: 'the end of a position that is not known',
      event: anUpdate(1, { positions: [aChange({ symbol: 'DOGEUSDT', amount: '0' })] }),
      reading: 'nothing',
    },
    { name: 'an asset that is not known', event: anUpdate(1, { balances: [['BNB', '1', '1']] }), reading: 'account' },
    { name: 'another margin type', event: anUpdate(1, { reason: 'MARGIN_TYPE_CHANGE' }), reading: 'configuration' },
    {
      name: 'another leverage',
      event: { kind: 'leverage', atMs: 1, symbol: 'BTCUSDT', leverage: 5 },
      reading: 'configuration',
    },
    { name: 'another asset mode', event: { kind: 'multi-assets', atMs: 1, isOn: true }, reading: 'configuration' },
    { name: 'a margin call', event: { kind: 'margin-call', atMs: 1, symbols: [] }, reading: 'account' },
    { name: 'an expired listen key', event: { kind: 'listen-key-expired', atMs: 1 }, reading: 'account' },
  ] as const)('$name: $reading', ({ event, reading }) => {
    expect(readingAfter(snapshot, event)).toBe(reading)
  })
})

const SYMBOLS = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'BTCUSDC', 'DOGEUSDT'] as const
const cents = (min: number, max: number) => fc.integer({ min, max }).map((value) => d(String(value)).div('100'))

/** Open positions only: a slot that was closed is left to the next reading, whatever comes after. */
const changes = fc.record({
  symbol: fc.constantFrom(...SYMBOLS),
  positionSide: fc.constant('BOTH' as const),
  positionAmt: fc.oneof(cents(1, 500), cents(-500, -1)),
  entryPrice: cents(1, 20_000),
  marginType: fc.constantFrom('CROSSED' as const, 'ISOLATED' as const),
  isolatedWallet: cents(0, 100_000),
})
const balances = fc.record({
  asset: fc.constantFrom('USDT', 'USDC', 'BNB'),
  walletBalance: cents(0, 1_000_000),
  crossWallet: cents(0, 1_000_000),
})
const updates = (afterMs: number) =>
  fc.record({
    kind: fc.constant('account' as const),
    atMs: fc.constant(TAKEN_AT_MS + afterMs),
    reason: fc.constant('ORDER'),
    balances: fc.array(balances, { maxLength: 3 }),
    positions: fc.array(changes, { maxLength: 3 }),
  })
/** Up to five events, each with its own time. */
const sequences = fc
  .integer({ min: 1, max: 5 })
  .chain((count) => fc.tuple(...Array.from({ length: count }, (_, index) => updates(index + 1))))

const textOf = (from: AccountSnapshot) =>
  JSON.stringify([
    from.wallets.map(({ asset }) => [asset, walletOf(from, asset)]),
    from.positions.map(({ symbol, updatedAtMs, marginType }) => [
      figuresOf(from, symbol).replace(OLD, ''),
      updatedAtMs,
      marginType,
    ]),
  ])
const all = (from: AccountSnapshot, events: readonly AccountEvent[]) => events.reduce(applyEvent, from)

describe('laws of account events', () => {
  it('twice is once', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const doubled = events.flatMap((event) => [event, event])
        expect(textOf(all(snapshot, doubled))).toBe(textOf(all(snapshot, events)))
      }),
    )
  })

  it('the order in which events arrive makes no difference', () => {
    fc.assert(
      fc.property(
        sequences.chain((events) =>
          fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length })),
        ),
        ([events, swapped]) => {
          const quantities = (from: AccountSnapshot) =>
            from.positions.map(
              ({ side, quantity, entryPrice }) => `${side} ${quantity.toFixed()} ${entryPrice.toFixed()}`,
            )
          const [one, other] = [all(snapshot, events), all(snapshot, swapped)]
          expect(quantities(other)).toEqual(quantities(one))
          expect(other.wallets.map(({ asset }) => walletOf(other, asset))).toEqual(
            one.wallets.map(({ asset }) => walletOf(one, asset)),
          )
        },
      ),
    )
  })

  it('an event that comes again after newer ones changes nothing', () => {
    fc.assert(
      fc.property(sequences, (events) => {
        const after = all(snapshot, events)
        expect(textOf(all(after, events))).toBe(textOf(after))
      }),
    )
  })

  it('only what is named changes, and nothing appears from nowhere', () => {
    fc.assert(
      fc.property(updates(1), (event) => {
        const after = applyEvent(snapshot, event)
        const named = new Set([
          ...event.positions.map(({ symbol }) => symbol),
          ...event.balances.map(({ asset }) => asset),
        ])
        const money = (from: AccountSnapshot) =>
          from.positions
            .filter(({ symbol }) => !named.has(symbol as (typeof SYMBOLS)[number]))
            .map(({ symbol, quantity }) => [symbol, quantity.toFixed()])
        expect(money(after)).toEqual(money(snapshot))
        expect(after.positions.length).toBeLessThanOrEqual(snapshot.positions.length)
        expect(after.wallets.map(({ asset }) => asset)).toEqual(['USDT', 'USDC'])
      }),
    )
  })
})

function markEvent(symbol: string, price: string, afterMs: number): MarkEvent {
  return { ...aMark(symbol), markPrice: d(price), atMs: TAKEN_AT_MS + afterMs }
}

describe('marks', () => {
  it('price the positions of their symbol', () => {
    const after = applyMarks(snapshot, [markEvent('SOLUSDT', '98.5', 1000)])
    expect(after.positions.map(({ markPrice }) => markPrice.toFixed())).toEqual(['100', '100', '98.5', '100'])
    expect(after.marks.get('SOLUSDT')?.atMs).toBe(TAKEN_AT_MS + 1000)
    expect(figuresOf(after, 'SOLUSDT')).toBe('LONG 60 100 1000 90')
  })

  it("take Binance's own price from cross positions whose fellows moved, and from no other", () => {
    const after = applyMarks(snapshot, [markEvent('ETHUSDT', '101', 1000)])
    expect(figuresOf(after, 'BTCUSDT')).toBe('LONG 1 100 0 marks moved since the last reading')
    expect(figuresOf(after, 'ETHUSDT')).toBe('SHORT 3 100 0 none')
    expect(figuresOf(after, 'SOLUSDT')).toBe('LONG 60 100 1000 90')
    expect(figuresOf(after, 'BTCUSDC')).toBe('LONG 2 100 0 55')
  })

  it('that repeat the price leave it comparable', () => {
    const after = applyMarks(snapshot, [markEvent('ETHUSDT', '100', 1000)])
    expect(figuresOf(after, 'BTCUSDT')).toBe('LONG 1 100 0 61')
    expect(after.marks.get('ETHUSDT')?.atMs).toBe(TAKEN_AT_MS + 1000)
  })

  it('that are older than what is known, or as old, change nothing at all', () => {
    expect(applyMarks(snapshot, [markEvent('BTCUSDT', '1', 0), markEvent('ETHUSDT', '1', -1)])).toBe(snapshot)
  })

  it('end at the newest one, in whatever order and grouping they come', () => {
    const prices = fc.array(
      fc.tuple(fc.constantFrom('BTCUSDT', 'ETHUSDT', 'SOLUSDT'), fc.integer({ min: 1, max: 9999 })),
      { minLength: 1, maxLength: 8 },
    )
    fc.assert(
      fc.property(
        prices
          .map((rows) => rows.map(([symbol, price], index) => markEvent(symbol, String(price), index + 1)))
          .chain((events) => fc.tuple(fc.constant(events), fc.shuffledSubarray(events, { minLength: events.length }))),
        ([events, swapped]) => {
          const pricesOf = (from: AccountSnapshot) => from.positions.map(({ markPrice }) => markPrice.toFixed())
          const together = applyMarks(snapshot, swapped)
          const oneByOne = events.reduce((from, event) => applyMarks(from, [event]), snapshot)
          expect(pricesOf(together)).toEqual(pricesOf(oneByOne))
        },
      ),
    )
  })
})
