import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { collectAll } from '../../src/app/collect.ts'
import { createAccountReference } from '../../src/app/reference.ts'
import type { AccountSeed, PositionSeed } from '../../src/demo/account-seed.ts'
import { VenueControl } from '../../src/demo/control.ts'
import { Timekeeper } from '../../src/demo/engine/timekeeper.ts'
import { startDemoExchange } from '../../src/demo/server.ts'
import { buildVenue } from '../../src/demo/venue-setup.ts'
import { Budget } from '../../src/exchange/binance/budget.ts'
import { createBinanceExchange } from '../../src/exchange/binance/client.ts'
import { createReferenceData } from '../../src/exchange/reference-data.ts'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { cascadeOf, type Death } from '../../src/risk/cascade.ts'
import { adversePath, type MarkPath, markAt, marketPath } from '../../src/risk/mark-path.ts'
import { realClock } from '../support/fake-clock.ts'

const START_AT_MS = 1_795_300_800_000
/** How far before and behind a predicted liquidation the embedded exchange is asked. */
const A_HAIR = d('0.000001')
/** The same once a position was closed in part: the exchange fills at a last price up to 0.015 % from the mark. */
const AFTER_A_FILL = d('0.002')

/** The account as our own client reads it, over the wire. */
async function readSeed(seed: AccountSeed): Promise<AccountSnapshot> {
  const exchange = await startDemoExchange({ speed: 0, startAtMs: START_AT_MS, account: withoutOrders(seed) })
  const clock = { ...realClock, nowMs: () => exchange.nowMs() }
  try {
    const client = createBinanceExchange({
      account: 'demo',
      apiKey: exchange.apiKey,
      apiSecret: exchange.apiSecret,
      environment: 'live',
      endpoints: exchange.endpoints,
      clock,
      budget: new Budget(),
    })
    const forgetful = {
      loadBrackets: async () => null,
      saveBrackets: async () => undefined,
      load: async () => null,
      save: async () => undefined,
    }
    const nowMs = () => clock.nowMs()
    return await collectAll({
      account: 'demo',
      exchange: client,
      reference: createAccountReference(client, createReferenceData(forgetful, nowMs), nowMs),
      clock,
      policy: { isLive: true, allowTradingKey: false, coinM: 'ignore' },
    })
  } finally {
    await exchange.close()
  }
}

/** Stops would fire first: a stress leaves them out, so the replay must too. */
function withoutOrders(seed: AccountSeed): AccountSeed {
  return { ...seed, stops: [], orders: [] }
}

/** The embedded exchange's engine by itself: all marks are set at one instant, then it settles. */
function openEngine(seed: AccountSeed) {
  const { venue, clock, variant } = buildVenue({ speed: 0, startAtMs: START_AT_MS, account: withoutOrders(seed) })
  const timekeeper = new Timekeeper(venue)
  const control = new VenueControl(venue, { advance: () => undefined, variant })
  let seen = 0
  return {
    /** Sets every mark to its place on the path and returns what was closed by it, in order. */
    moveTo: (snapshot: AccountSnapshot, path: MarkPath, x: Decimal): readonly Closed[] => {
      for (const position of snapshot.positions) control.setMark(position.symbol, markAt(path, position, x).toFixed())
      timekeeper.settleInstant(clock.nowMs())
      const steps = control.liquidations.slice(seen)
      seen = control.liquidations.length
      return closesIn(steps.flatMap((step) => (step.name === 'close' || step.name === 'takeover' ? [step] : [])))
    },
  }
}

interface Close {
  readonly symbol: string
  readonly positionSide: string
  readonly quantity: string
}

interface Closed {
  readonly slot: string
  readonly quantity: Decimal
}

/** Orders of one position after another are one close. */
function closesIn(steps: readonly Close[]): readonly Closed[] {
  const closed = new Map<string, Decimal>()
  for (const { symbol, positionSide, quantity } of steps) {
    const slot = `${symbol} ${positionSide}`
    closed.set(slot, (closed.get(slot) ?? d('0')).plus(quantity))
  }
  return [...closed].map(([slot, quantity]) => ({ slot, quantity }))
}

function expectSameCloses(actual: readonly Closed[], { casualties }: Death): void {
  expect(actual.map(({ slot }) => slot)).toEqual(
    casualties.map(({ position }) => `${position.symbol} ${position.positionSide}`),
  )
  for (const [index, { quantity }] of actual.entries()) {
    const predicted = casualties[index]
    const apart = quantity.minus(predicted?.closed ?? '0').abs()
    expect(
      apart.lte(predicted?.held.times('0.01') ?? '0'),
      `${quantity.toFixed()} against ${predicted?.closed.toFixed()}`,
    ).toBe(true)
  }
}

/**
 * Replays a path through the engine, stopping a hair before and a hair behind each predicted liquidation.
 *
 * @returns how many liquidations were compared; two that lie too close together end the replay
 */
function expectSameDeaths(seed: AccountSeed, snapshot: AccountSnapshot, path: MarkPath): number {
  const { deaths } = cascadeOf(snapshot, path)
  const engine = openEngine(seed)
  let hair = A_HAIR
  for (const [index, death] of deaths.entries()) {
    const after = death.casualties.some(({ held, closed }) => closed.lt(held)) ? AFTER_A_FILL : hair
    if (deaths[index + 1]?.at.minus(death.at).lt(after.plus(hair).times(2))) return index
    const before = death.at.minus(hair)
    if (before.gt('0')) expect(engine.moveTo(snapshot, path, before)).toEqual([])
    expectSameCloses(engine.moveTo(snapshot, path, death.at.plus(hair)), death)
    hair = after
  }
  if (deaths.at(-1)?.at.plus(hair).lt(path.end)) expect(engine.moveTo(snapshot, path, path.end)).toEqual([])
  return deaths.length
}

const together = (pct: string): MarkPath => marketPath(d(pct))

function against(snapshot: AccountSnapshot, sizePct: string): MarkPath {
  const { positions, brackets } = snapshot
  return adversePath({ positions, brackets, decidedAt: () => d('0.2') }, d(sizePct))
}

const BOOKS: Readonly<Record<string, AccountSeed>> = {
  'isolated and cross': {
    wallets: { USDT: '9645.42' },
    positions: [
      { symbol: 'SOLUSDT', quantity: '60', entryPrice: '171.2', isolatedWallet: '1027.20', leverage: 10 },
      { symbol: 'DOGEUSDT', quantity: '42000', entryPrice: '0.2044', isolatedWallet: '1727.38', leverage: 5 },
      { symbol: 'BTCUSDT', quantity: '0.250', entryPrice: '96420', leverage: 20 },
      { symbol: 'ETHUSDT', quantity: '-3.200', entryPrice: '3310', leverage: 20 },
    ],
  },
  'hedge mode': {
    hedgeMode: true,
    wallets: { USDT: '2600' },
    positions: [
      { symbol: 'ETHUSDT', positionSide: 'LONG', quantity: '5.000', entryPrice: '3380', leverage: 20 },
      { symbol: 'ETHUSDT', positionSide: 'SHORT', quantity: '-4.800', entryPrice: '3420', leverage: 20 },
      { symbol: 'BTCUSDT', positionSide: 'LONG', quantity: '0.100', entryPrice: '93800', leverage: 20 },
      {
        symbol: 'SOLUSDT',
        positionSide: 'LONG',
        quantity: '40',
        entryPrice: '168',
        isolatedWallet: '1500',
        leverage: 10,
      },
      {
        symbol: 'SOLUSDT',
        positionSide: 'SHORT',
        quantity: '-40',
        entryPrice: '167',
        isolatedWallet: '1600',
        leverage: 10,
      },
    ],
  },
  'two pools': {
    wallets: { USDT: '5000', USDC: '4000' },
    positions: [
      { symbol: 'BTCUSDT', quantity: '0.200', entryPrice: '95000', leverage: 20 },
      { symbol: 'ETHUSDC', quantity: '-5.000', entryPrice: '3350', leverage: 20 },
      { symbol: 'SOLUSDC', quantity: '60', entryPrice: '168', leverage: 20 },
    ],
  },
  'multi-assets mode': {
    multiAssets: true,
    wallets: { USDT: '-1700', USDC: '150', USDE: '9000', BNB: '0.45' },
    positions: [
      { symbol: 'BTCUSDT', quantity: '0.150', entryPrice: '118000', leverage: 10 },
      { symbol: 'ETHUSDC', quantity: '2.000', entryPrice: '3900', leverage: 10 },
      { symbol: 'SOLUSDT', quantity: '-10', entryPrice: '161', leverage: 10 },
    ],
  },
  // Large enough for the upper brackets: these are closed bracket by bracket, and may survive the first orders.
  'large positions': {
    wallets: { USDT: '1450000' },
    positions: [
      { symbol: 'BTCUSDT', quantity: '60.000', entryPrice: '95000', leverage: 10 },
      { symbol: 'SOLUSDT', quantity: '30000', entryPrice: '167', leverage: 10 },
      { symbol: 'XRPUSDT', quantity: '900000', entryPrice: '2.25', isolatedWallet: '310000', leverage: 10 },
      { symbol: 'DOGEUSDT', quantity: '-9000000', entryPrice: '0.191', isolatedWallet: '350000', leverage: 10 },
    ],
  },
}

describe('a stress equals the embedded exchange', () => {
  it.each(Object.entries(BOOKS))('%s', async (_name, seed) => {
    const snapshot = await readSeed(seed)
    expect(snapshot.positions).toHaveLength(seed.positions?.length ?? 0)
    const followed = [together('-70'), together('90'), against(snapshot, '60')].map((path) =>
      expectSameDeaths(seed, snapshot, path),
    )
    expect(Math.max(...followed)).toBeGreaterThan(0)
  })

  it('random books', async () => {
    await fc.assert(
      fc.asyncProperty(randomBooks, fc.constantFrom('-60', '80', 'against'), async (seed, course) => {
        const snapshot = await readSeed(seed)
        const path = course === 'against' ? against(snapshot, '60') : together(course)
        expectSameDeaths(seed, snapshot, path)
      }),
      { numRuns: 60, seed: 6 },
    )
  })
})

const MARKETS: readonly { readonly symbol: string; readonly price: number; readonly decimals: number }[] = [
  { symbol: 'BTCUSDT', price: 94_180, decimals: 3 },
  { symbol: 'ETHUSDT', price: 3402, decimals: 3 },
  { symbol: 'SOLUSDT', price: 165.3, decimals: 2 },
  { symbol: 'XRPUSDT', price: 2.2, decimals: 1 },
  { symbol: 'DOGEUSDT', price: 0.19, decimals: 0 },
]

const randomBooks: fc.Arbitrary<AccountSeed> = fc
  .record({
    plans: fc.array(
      fc.record({
        notional: fc.integer({ min: 5, max: 60_000 }),
        drift: fc.integer({ min: 95, max: 105 }),
        isShort: fc.boolean(),
        isolatedPct: fc.option(fc.integer({ min: 12, max: 40 })),
      }),
      { minLength: 1, maxLength: MARKETS.length },
    ),
    fundingPct: fc.integer({ min: 12, max: 60 }),
  })
  .map(({ plans, fundingPct }) => {
    const positions = plans.map(({ notional, drift, isShort, isolatedPct }, index): PositionSeed => {
      const market = MARKETS[index] ?? { symbol: 'BTCUSDT', price: 94_180, decimals: 3 }
      const quantity = ((notional * 100) / market.price).toFixed(market.decimals)
      const isolatedWallet = isolatedPct === null ? {} : { isolatedWallet: String(notional * isolatedPct) }
      const entryPrice = ((market.price * drift) / 100).toFixed(4)
      return { symbol: market.symbol, quantity: isShort ? `-${quantity}` : quantity, entryPrice, ...isolatedWallet }
    })
    const cross = plans.filter(({ isolatedPct }) => isolatedPct === null)
    const gross = cross.reduce((total, { notional }) => total + notional * 100, 100)
    return { wallets: { USDT: String((gross * fundingPct) / 100) }, positions }
  })
