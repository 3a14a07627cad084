import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Decimal, d } from '../../src/model/decimal.ts'
import type { SymbolRules } from '../../src/model/market.ts'
import type { Position } from '../../src/model/position.ts'
import type { AccountSnapshot } from '../../src/model/snapshot.ts'
import { assessAccount } from '../../src/risk/assess.ts'
import { fixReport } from '../../src/risk/fix.ts'
import { remedyLine } from '../../src/risk/remedy.ts'
import { maxRemovable } from '../../src/risk/remedy-now.ts'
import type { RemedyContext, RemedyOption } from '../../src/risk/remedy-option.ts'
import type { AccountRisk, PositionRisk } from '../../src/risk/report.ts'
import { stakeSource } from '../../src/risk/stake-reading.ts'
import { type AccountTraits, accounts } from '../support/arbitraries.ts'
import { TAKEN_AT_MS, tierTable } from '../support/builders.ts'

const runs = { numRuns: 120 }
const TIERS = tierTable()
const CENT = d('0.01')
const FEE_RATE = d('0.0005')

const books: readonly { readonly name: string; readonly traits: AccountTraits }[] = [
  { name: 'one-way', traits: { maxSymbols: 6, hedge: false, multiAssets: false, allowIsolated: true } },
  { name: 'hedge mode', traits: { maxSymbols: 4, hedge: true, multiAssets: false, allowIsolated: true } },
  { name: 'multi-assets', traits: { maxSymbols: 5, hedge: false, multiAssets: true, allowIsolated: false } },
]

const targets = fc.integer({ min: 1, max: 900 }).map((tenths) => d(tenths.toString()).div(10))

/** Rules with a step that divides every generated quantity. */
function rulesFor({ symbol, marginAsset }: Position): SymbolRules {
  return {
    symbol,
    status: 'TRADING',
    baseAsset: symbol,
    quoteAsset: marginAsset,
    marginAsset,
    tickSize: d('0.0000001'),
    stepSize: d('0.000001'),
    minQuantity: d('0.000001'),
    maxQuantity: d('1e12'),
    maxMarketQuantity: d('1e12'),
    minNotional: null,
    liquidationFeeRate: d('0.0125'),
  }
}

function contextOf(account: AccountSnapshot): RemedyContext {
  const rules = new Map(account.positions.map((position) => [position.symbol, rulesFor(position)]))
  const snapshot = { ...account, rules }
  const takerRates = new Map([...rules.keys()].map((symbol) => [symbol, FEE_RATE]))
  return { snapshot, risk: assessed(snapshot), tiers: TIERS, takerRates }
}

function assessed(snapshot: AccountSnapshot): AccountRisk {
  return assessAccount(snapshot, { tiers: TIERS, nowMs: TAKEN_AT_MS })
}

const isAt = (one: Position, other: Pick<Position, 'symbol' | 'positionSide'>) =>
  one.symbol === other.symbol && one.positionSide === other.positionSide

/** A copy of the account with the option carried out by hand: nothing of the solver is used. */
function carriedOut(snapshot: AccountSnapshot, option: RemedyOption, on: Position | null): AccountSnapshot {
  let copy = snapshot
  for (const close of option.closes) {
    copy = withClose(
      copy,
      copy.positions.find((position) => isAt(position, close)),
      close.quantity,
    )
  }
  const money = option.addMargin
  if (money === null) return copy
  if (on?.marginType !== 'ISOLATED') return withCross(copy, option.marginAsset, money)
  const positions = copy.positions.map((position) =>
    isAt(position, on) ? { ...position, isolatedWallet: position.isolatedWallet.plus(money) } : position,
  )
  const fromWallet = money.minus(option.transfer ?? '0')
  return withCross({ ...copy, positions }, option.marginAsset, fromWallet.neg())
}

function withClose(snapshot: AccountSnapshot, position: Position | undefined, quantity: Decimal): AccountSnapshot {
  if (position === undefined) throw new Error('closed a position that is not there')
  const entry = position.marginType === 'ISOLATED' ? position.entryPrice.toDecimalPlaces(8, 1) : position.entryPrice
  const sign = position.side === 'LONG' ? 1 : -1
  const realized = position.markPrice.minus(entry).times(quantity).times(sign)
  const fee = position.markPrice.times(quantity).times(FEE_RATE)
  const rest = position.quantity.minus(quantity)
  const isIsolated = position.marginType === 'ISOLATED'
  const kept = {
    ...position,
    quantity: rest,
    isolatedWallet: isIsolated ? position.isolatedWallet.plus(realized) : d('0'),
  }
  const positions = snapshot.positions.flatMap((other) => {
    if (other !== position) return [other]
    return rest.isZero() ? [] : [kept]
  })
  const toCross = isIsolated ? (rest.isZero() ? position.isolatedWallet.plus(realized) : d('0')) : realized
  return withCross({ ...snapshot, positions }, position.marginAsset, toCross.minus(fee))
}

function withCross(snapshot: AccountSnapshot, asset: string, change: Decimal): AccountSnapshot {
  const wallets = snapshot.wallets.map((wallet) =>
    wallet.asset === asset ? { ...wallet, crossWallet: wallet.crossWallet.plus(change) } : wallet,
  )
  return { ...snapshot, wallets }
}

function distanceOf(risk: AccountRisk, position: Position): Decimal | null {
  return risk.positions.find((row) => isAt(row.position, position))?.distancePct ?? null
}

/** The option with a step less of every close. */
function eachLess(option: RemedyOption, step: Decimal): RemedyOption {
  return { ...option, closes: option.closes.map((close) => ({ ...close, quantity: close.quantity.minus(step) })) }
}

/** The option with less of what it asks for. */
function less(option: RemedyOption, change: { readonly quantity?: Decimal; readonly money?: Decimal }): RemedyOption {
  const [close] = option.closes
  const closes =
    close === undefined || change.quantity === undefined
      ? option.closes
      : [{ ...close, quantity: close.quantity.minus(change.quantity) }]
  const addMargin = change.money === undefined ? option.addMargin : (option.addMargin?.minus(change.money) ?? null)
  return { ...option, closes, addMargin }
}

/** Rounding of the fiftieth digit. */
const HAIR = d('1e-25')

describe.each(books)('a remedy for a position: $name', ({ traits }) => {
  const cases = fc.tuple(accounts(traits), targets, fc.nat())

  function eachOption(
    check: (found: { context: RemedyContext; row: PositionRisk; target: Decimal; option: RemedyOption }) => void,
  ) {
    fc.assert(
      fc.property(cases, ([account, target, pick]) => {
        const context = contextOf(account)
        const row = context.risk.positions[pick % context.risk.positions.length]
        if (row === undefined || row.distancePct === null) return
        const request = { subject: { kind: 'position', row }, targetPct: target, budget: null } as const
        for (const option of fixReport(request, context, []).options) check({ context, row, target, option })
      }),
      runs,
    )
  }

  it('puts the distance at the target, and one step less does not', () => {
    eachOption(({ context, row, target, option }) => {
      if (option.kind === 'stop') return
      const { position } = row
      const reached = distanceOf(assessed(carriedOut(context.snapshot, option, position)), position)
      expect(reached === null || reached.gte(target.minus(HAIR))).toBe(true)
      const step = option.kind === 'close' ? { quantity: d('0.000001') } : { money: CENT }
      const short = less(option, step)
      if (short.closes[0]?.quantity.isZero() || short.addMargin?.lt('0')) return
      const missed = distanceOf(assessed(carriedOut(context.snapshot, short, position)), position)
      expect(missed?.lt(target) ?? false).toBe(true)
    })
  })

  it('tells costs and side effects that a recomputation from scratch finds', () => {
    eachOption(({ context, row, option }) => {
      if (option.kind === 'stop') return
      const { position } = row
      const after = assessed(carriedOut(context.snapshot, option, position))
      expect(option.after.distancePct?.toFixed(20)).toBe(distanceOf(after, position)?.toFixed(20))
      const changed = after.positions.filter((later) => {
        const before = context.risk.positions.find((each) => isAt(each.position, later.position))
        return (
          before !== undefined && !isAt(later.position, position) && liquidationText(before) !== liquidationText(later)
        )
      })
      const told = new Map(option.positions.map((effect) => [`${effect.symbol} ${effect.side}`, effect.after]))
      for (const later of changed) {
        const effect = told.get(`${later.position.symbol} ${later.position.side}`)
        expect(effect?.status === 'price' ? effect.price.toFixed(12) : effect?.status).toBe(liquidationText(later))
      }
      const closed = option.closes[0]?.quantity ?? d('0')
      expect(option.fee?.toFixed(12)).toBe(closed.times(position.markPrice).times(FEE_RATE).toFixed(12))
    })
  })

  it('comes in the order stop, close, half and half, money', () => {
    const order = ['stop', 'close', 'mixed', 'add-margin']
    fc.assert(
      fc.property(cases, ([account, target, pick]) => {
        const context = contextOf(account)
        const row = context.risk.positions[pick % context.risk.positions.length]
        if (row === undefined) return
        const kinds = fixReport(
          { subject: { kind: 'position', row }, targetPct: target, budget: null },
          context,
          [],
        ).options
        const places = kinds.map(({ kind }) => order.indexOf(kind))
        expect(places).toEqual([...places].sort((a, b) => a - b))
      }),
      runs,
    )
  })

  it('is what the alert line says, fees aside', () => {
    eachOption(({ context, row, target, option }) => {
      const brief = remedyLine({ source: stakeSource(context.snapshot), position: row.position }, target)
      if (option.kind === 'add-margin') expect(brief?.add?.amount.toFixed()).toBe(option.addMargin?.toFixed())
      if (option.kind === 'close' && row.position.marginType === 'ISOLATED') {
        expect(brief?.close?.quantity.toFixed()).toBe(option.closes[0]?.quantity.toFixed())
      }
      if (brief?.close == null || option.kind !== 'add-margin') return
      const closed = carriedOut(
        context.snapshot,
        { ...option, addMargin: null, closes: [{ ...row.position, ...brief.close }] },
        null,
      )
      const fee = row.position.markPrice.times(brief.close.quantity).times(FEE_RATE)
      const reached = distanceOf(assessed(withCross(closed, row.position.marginAsset, fee)), row.position)
      expect(reached === null || reached.gte(target.minus(HAIR))).toBe(true)
    })
  })

  it('has its stop strictly between the mark and liquidation', () => {
    eachOption(({ row, option }) => {
      const [stop] = option.stops
      if (stop === undefined || row.liquidation.status !== 'price') return
      const { markPrice, side } = row.position
      expect(side === 'LONG' ? stop.price.lt(markPrice) : stop.price.gt(markPrice)).toBe(true)
      const edge = side === 'LONG' ? row.liquidation.edges.below : row.liquidation.edges.above
      expect(side === 'LONG' ? edge?.lt(stop.price) : edge?.gt(stop.price)).toBe(true)
      expect(stop.lossFromHere.gt('0')).toBe(true)
    })
  })
})

function liquidationText({ liquidation }: PositionRisk): string {
  return liquidation.status === 'price' ? liquidation.price.toFixed(12) : liquidation.status
}

describe.each(books)('a remedy for a pool: $name', ({ traits }) => {
  it('puts the joint distance at the target; a cent less, or a step less of each close, does not', () => {
    fc.assert(
      fc.property(accounts(traits), targets, fc.nat(), (account, target, pick) => {
        const context = contextOf(account)
        const pool = context.risk.pools[pick % Math.max(1, context.risk.pools.length)]
        if (pool === undefined || pool.isUnknown) return
        const joint = (snapshot: AccountSnapshot) =>
          assessed(snapshot).pools.find(({ asset }) => asset === pool.asset)?.jointDistancePct ?? null
        const request = { subject: { kind: 'account', pool }, targetPct: target, budget: null } as const
        for (const option of fixReport(request, context, []).options) {
          if (option.kind === 'stop') continue
          const reached = joint(carriedOut(context.snapshot, option, null))
          expect(reached === null || reached.gte(target.minus(HAIR))).toBe(true)
          // Of two legs the one that was rounded up more may have paid for the other's step.
          if (option.kind === 'close' && option.closes.length > 1 && traits.hedge) continue
          const short = option.kind === 'close' ? eachLess(option, d('0.000001')) : less(option, { money: CENT })
          if (short.closes.some(({ quantity }) => quantity.lte('0')) || short.addMargin?.lt('0')) continue
          expect(joint(carriedOut(context.snapshot, short, null))?.lt(target) ?? false).toBe(true)
        }
      }),
      runs,
    )
  })
})

describe('the most that can be removed', () => {
  it('leaves the maintenance margin and the initial margin at the mark', () => {
    const traits = { maxSymbols: 4, hedge: false, multiAssets: false, allowIsolated: true }
    fc.assert(
      fc.property(accounts(traits), (account) => {
        for (const row of assessed(account).positions) {
          const amount = maxRemovable(row)
          const maintenanceMargin = row.maintenanceMargin()
          if (amount === null || amount.isZero() || maintenanceMargin === null) continue
          const left = row.position.isolatedWallet.minus(amount)
          expect(left.gte(maintenanceMargin)).toBe(true)
          expect(left.plus(row.unrealizedPnl).gte(row.notional.div(row.position.leverage ?? 1).minus(HAIR))).toBe(true)
        }
      }),
      runs,
    )
  })
})
