import { ONE } from '../model/decimal.ts'
import type { FixReport } from '../risk/fix.ts'
import type { BudgetPlace } from '../risk/remedy-now.ts'
import type { RemedyOption } from '../risk/remedy-option.ts'
import { liquidationPriceText } from './book-row.ts'
import { afterText, doThis, optionName, sideEffects } from './fix-words.ts'
import { money, NOT_AVAILABLE, percent, price, quantity } from './format.ts'
import { exactJson, figureJson, headDocument, type Json, priceJson } from './json.ts'
import { NOTHING_SENT } from './labelled.ts'
import { gapLines } from './notes.ts'
import { flow, foreign, type Screen, wrap } from './screen.ts'
import { type StackedColumn, wideOrStacked } from './wide-or-stacked.ts'

/** The ways to the target, what each does, and what is possible now. */
export function fixScreen(report: FixReport, screen: Screen): string {
  const columns: readonly StackedColumn<RemedyOption>[] = [
    { title: '  OPTION', align: 'left', text: (option) => `  ${optionName(option, report)}` },
    { title: 'DO THIS', align: 'left', text: (option) => doThis(option, report) },
    { title: 'AFTER', align: 'left', text: (option) => afterText(option, report), lead: 'after: ' },
    { title: 'SIDE EFFECT', align: 'left', text: (option) => sideEffects(option, report).join('; ') },
  ]
  const options =
    report.options.length === 0 ? wrap(nothingToOffer(report), screen) : wideOrStacked(report.options, columns, screen)
  const lines = [
    ...titleLines(report, screen),
    ...options,
    ...possibleNow(report, screen),
    ...budgetLines(report, screen),
  ]
  return `${[...lines, ...gapLines(report.gaps, screen), ...wrap(NOTHING_SENT, screen)].join('\n')}\n`
}

function titleLines({ subject, targetPct, distancePct }: FixReport, screen: Screen): readonly string[] {
  const goal = percent(targetPct)
  if (subject.kind === 'account') {
    const names = subject.pool.symbols.map(foreign).join(' + ')
    const now = distancePct === null ? 'none' : percent(distancePct)
    return flow(
      [`cross pool ${foreign(subject.pool.asset)}: ${names}`, `now  joint ${now}`, `goal  joint ${goal}`],
      screen,
      '      ',
    )
  }
  const { position, liquidation, tickSize, stepSize } = subject.row
  const mode = position.marginType === 'CROSSED' ? 'cross' : `isolated ${money(position.isolatedWallet)}`
  const held = `${foreign(position.symbol)} ${position.side.toLowerCase()} ${quantity(position.quantity, stepSize)}, ${mode}`
  const now = `now  liq ${liquidationPriceText(subject.row)}  ${liquidation.status === 'none' ? 'none' : percent(distancePct)}`
  const isBelow = liquidation.status === 'price' ? liquidation.price.lt(position.markPrice) : position.side === 'LONG'
  const share = targetPct.div('100').times(isBelow ? '-1' : '1')
  const wanted = price(position.markPrice.times(share.plus(ONE)), tickSize)
  return flow([held, now, `goal  liq ${wanted}  ${goal}`], screen, '      ')
}

function nothingToOffer({ subject, isReached, distancePct, targetPct }: FixReport): string {
  const what = subject.kind === 'account' ? 'the pool' : foreign(subject.row.position.symbol)
  if (isReached && distancePct === null) {
    return subject.kind === 'account'
      ? `nothing to do: no joint move below 100% liquidates ${what}`
      : `nothing to do: no price of ${what} alone liquidates it`
  }
  if (isReached) return `nothing to do: ${what} stands at ${percent(distancePct)}, farther than ${percent(targetPct)}`
  return `no option reaches ${percent(targetPct)}`
}

function possibleNow({ free, removables, context }: FixReport, screen: Screen): readonly string[] {
  const amount = free.amount === null ? NOT_AVAILABLE : money(free.amount)
  const removable = removables.map(({ row, amount: most, after, distancePct }) => {
    const liquidation = liquidationPriceText({ liquidation: after, tickSize: row.tickSize })
    const then = `${liquidation} ${percent(distancePct)}`
    return `up to ${money(most)} can be taken out of ${foreign(row.position.symbol)} ${row.position.side.toLowerCase()} (liq then ${then})`
  })
  const autoAdding = context.risk.positions.filter(({ position }) => position.isAutoAddMargin === true)
  const auto = autoAdding.map(
    ({ position }) => `${foreign(position.symbol)} adds margin by itself: its loss is not capped`,
  )
  return flow([`possible now: ${amount} ${foreign(free.asset)} free`, ...removable, ...auto], screen)
}

function budgetLines({ budget, places, free, subject }: FixReport, screen: Screen): readonly string[] {
  if (budget === null) return []
  const title = `${money(budget)} ${foreign(free.asset)} of new money would buy, best first:`
  const texts = places.slice(0, MOST_PLACES).map((place) => {
    const own = isSubject(place, subject) ? '  <- asked for' : ''
    const after = place.after === null ? 'none' : percent(place.after)
    return `  ${placeName(place)}  ${percent(place.before)} -> ${after}  (+${percent(place.gain)})${own}`
  })
  const more =
    places.length > MOST_PLACES ? [`  and ${places.length - MOST_PLACES} more places (--json lists all)`] : []
  return ['', ...[title, ...texts, ...more, sourceText(places, free)].flatMap((text) => wrap(text, screen))]
}

/** What lies in the wallet backs the pool already: it buys there nothing more. */
function sourceText(places: readonly BudgetPlace[], { amount }: FixReport['free']): string {
  const transfer = 'New money needs a transfer, which may stall'
  const hasIsolated = places.some(({ kind }) => kind === 'position')
  if (!hasIsolated || !amount?.gt('0')) return `${transfer}.`
  const pool = places.some(({ kind }) => kind === 'pool') ? ', out of what backs the pool' : ''
  return `${transfer}; up to ${money(amount)} that is free can go into an isolated position at once${pool}.`
}

const MOST_PLACES = 8

function isSubject(place: BudgetPlace, subject: FixReport['subject']): boolean {
  return subject.kind === 'account' ? place.poolAsset === subject.pool.asset : place.row === subject.row
}

function placeName({ row, poolAsset }: BudgetPlace): string {
  if (row === null) return `cross pool ${foreign(poolAsset ?? '')}, joint`
  return `${foreign(row.position.symbol)} ${row.position.side.toLowerCase()}`
}

/** The document of `fix --json`. */
export function fixDocument(report: FixReport, head: { readonly asOfMs: number }): Record<string, Json> {
  const { subject, targetPct, context, budget } = report
  return {
    ...headDocument({ command: 'fix', asOfMs: head.asOfMs, verdict: context.risk.verdict }),
    fix: {
      account: context.risk.account,
      symbol: subject.kind === 'position' ? subject.row.position.symbol : null,
      side: subject.kind === 'position' ? subject.row.position.side : null,
      pool: subject.kind === 'account' ? subject.pool.asset : null,
      targetPct: exactJson(targetPct),
      now: nowJson(report),
      options: report.options.map((option) => optionJson(option, report)),
      free: { amount: exactJson(report.free.amount), asset: report.free.asset },
      removable: report.removables.map(({ row, amount, after, distancePct }) => ({
        symbol: row.position.symbol,
        side: row.position.side,
        amount: figureJson(amount),
        liquidationPrice: after.status === 'price' ? priceJson(after.price) : null,
        distancePct: figureJson(distancePct),
      })),
      budget: budget === null ? null : { amount: exactJson(budget), places: report.places.map(placeJson) },
      gaps: report.gaps.map(({ what, why }) => ({ what, why })),
      notice: NOTHING_SENT,
    },
  }
}

function nowJson({ subject, distancePct }: FixReport): Json {
  if (subject.kind === 'account') {
    return { liquidationPrice: null, distancePct: null, jointDistancePct: figureJson(distancePct) }
  }
  const { liquidation } = subject.row
  return {
    liquidationPrice: liquidation.status === 'price' ? priceJson(liquidation.price) : null,
    distancePct: figureJson(distancePct),
    reason: liquidation.reason,
  }
}

function optionJson(option: RemedyOption, report: FixReport): Json {
  const { after, closes, released } = option
  const liquidation = after.liquidation
  return {
    kind: option.kind,
    name: optionName(option, report),
    addMargin: exactJson(option.addMargin),
    marginAsset: option.marginAsset,
    transfer: exactJson(option.transfer),
    closeQuantity: closes.length === 1 ? exactJson(closes[0]?.quantity ?? null) : null,
    closes: closes.map(({ symbol, side, quantity: amount }) => ({ symbol, side, quantity: exactJson(amount) })),
    stops: option.stops.map((stop) => ({
      symbol: stop.symbol,
      side: stop.side,
      price: exactJson(stop.price),
      lossFromHere: figureJson(stop.lossFromHere),
      inPlace: stop.isInPlace,
    })),
    realizedPnl: figureJson(option.realizedPnl),
    fee: figureJson(option.fee),
    feasible: option.isFeasible,
    after: {
      liquidationPrice: liquidation?.status === 'price' ? priceJson(liquidation.price) : null,
      distancePct: figureJson(after.distancePct),
      jointDistancePct: figureJson(after.jointDistancePct),
    },
    released:
      released === null
        ? null
        : {
            liquidationPrice: released.liquidation.status === 'price' ? priceJson(released.liquidation.price) : null,
            distancePct: figureJson(released.distancePct),
            addBack: exactJson(released.addBack),
          },
    sideEffects: option.positions.map(({ symbol, side, before, after: later }) => ({
      symbol,
      side,
      before: before.status === 'price' ? priceJson(before.price) : null,
      after: later.status === 'price' ? priceJson(later.price) : null,
    })),
    pools: option.pools.map(({ asset, before, after: later }) => ({
      asset,
      jointBefore: figureJson(before),
      jointAfter: figureJson(later),
    })),
  }
}

function placeJson({ row, poolAsset, before, after, gain }: BudgetPlace): Json {
  return {
    symbol: row?.position.symbol ?? null,
    side: row?.position.side ?? null,
    pool: poolAsset,
    before: figureJson(before),
    after: figureJson(after),
    gain: figureJson(gain),
  }
}
