import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type AccountSeed, type PositionSeed, placeAccount } from '../../src/demo/account-seed.ts'
import { standingOf } from '../../src/demo/engine/forced-trade.ts'
import { liquidateBreaches } from '../../src/demo/engine/liquidation.ts'
import { liquidationPrices } from '../../src/demo/liquidation-search.ts'
import { type Decimal, d } from '../../src/model/decimal.ts'
import { aContract, KeptBooks, StillWorld } from '../unit/demo/still-world.ts'

const ROWS = [
  [0, 50_000, 0.005, 0],
  [50_000, 250_000, 0.01, 250],
  [250_000, 1e12, 0.025, 4000],
] as const
const SYMBOLS = ['AAAUSDT', 'BBBUSDT', 'CCCUSDC', 'DDDUSDT'] as const
const CONTRACTS = SYMBOLS.map((symbol) => aContract(symbol, ROWS))

const cents = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((value) => (value / 100).toFixed(2))

const positionOf = (symbol: string): fc.Arbitrary<PositionSeed> =>
  fc.record({
    symbol: fc.constant(symbol),
    quantity: fc.tuple(fc.constantFrom('', '-'), cents(10, 500_000)).map(([sign, size]) => sign + size),
    entryPrice: cents(8_000, 12_000),
  })

const seeds: fc.Arbitrary<AccountSeed> = fc.record({
  multiAssets: fc.boolean(),
  wallets: fc.record({ USDT: cents(100_000, 50_000_000), USDC: cents(100_000, 50_000_000) }),
  positions: fc.tuple(...SYMBOLS.map(positionOf)),
})

function booksOf(seed: AccountSeed): KeptBooks {
  const marks = Object.fromEntries(SYMBOLS.map((symbol) => [symbol, '100']))
  const books = new KeptBooks(new StillWorld(CONTRACTS, marks))
  books.world.assets.set('USDT', d('1'))
  books.world.assets.set('USDC', d('0.999'))
  placeAccount(books.account, seed, 0)
  return books
}

/** Surplus of whatever backs the first leg when its mark is `price`. */
function surplusAt(books: KeptBooks, symbol: string, price: Decimal): Decimal {
  const before = books.world.markPriceAt(symbol)
  books.world.marks.set(symbol, price)
  const leg = books.account.legsOf(symbol)[0]
  const standing = leg === undefined ? null : standingOf(books, leg, 0)
  books.world.marks.set(symbol, before)
  return standing === null ? d('0') : standing.balance.minus(standing.maintenance)
}

it('has no surplus left at the price that the search finds, and a sign change around it', () => {
  fc.assert(
    fc.property(seeds, (seed) => {
      const books = booksOf(seed)
      for (const [slot, price] of liquidationPrices(books.account, books.world, 0)) {
        if (price === null) continue
        const symbol = slot.split(' ')[0] ?? ''
        expect(surplusAt(books, symbol, price).abs().lt('1e-6')).toBe(true)
        const around = ['0.9999', '1.0001'].map((factor) => surplusAt(books, symbol, price.times(factor)).isPositive())
        expect(around[0]).not.toBe(around[1])
      }
    }),
    { numRuns: 100 },
  )
})

it('leaves no pool in breach after the engine has run, and never less than nothing', () => {
  fc.assert(
    fc.property(seeds, fc.constantFrom(...SYMBOLS), cents(4_000, 18_000), (seed, symbol, price) => {
      const books = booksOf(seed)
      books.world.marks.set(symbol, d(price))
      liquidateBreaches(books, 1)
      for (const leg of books.account.legs.values()) {
        const { balance, maintenance } = standingOf(books, leg, 1)
        expect(balance.gt(maintenance)).toBe(true)
      }
      const isAllGone = books.account.legs.size === 0
      if (isAllGone && !books.account.multiAssets) {
        const wallets = ['USDT', 'USDC'].map((asset) => books.account.crossWallet(asset))
        expect(wallets.every((wallet) => wallet.gte('-1e-6'))).toBe(true)
      }
    }),
    { numRuns: 150 },
  )
})
