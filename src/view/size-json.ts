import type { EntryEffect } from '../risk/entry.ts'
import type { MacroReading } from '../risk/macro-window.ts'
import { type SizePlan, stopMultipleOf } from '../risk/size-plan.ts'
import { isoTime } from './format.ts'
import { exactJson, figureJson, headDocument, type Json, priceJson } from './json.ts'
import { NOTHING_SENT } from './labelled.ts'
import type { SizeReport } from './size-report.ts'

/** The document of `size`. */
export function sizeDocument(report: SizeReport): Record<string, Json> {
  const head = headDocument({ command: 'size', asOfMs: report.asOfMs, verdict: null })
  return { ...head, size: { ...tradeJson(report.plan), ...accountJson(report), ...contextJson(report) } }
}

function tradeJson({ request, ...plan }: SizePlan): Record<string, Json> {
  const { terms, guards } = request
  return {
    symbol: request.symbol,
    side: terms.side,
    entryType: terms.entryType,
    entryPrice: priceJson(terms.entryPrice),
    stopPrice: priceJson(terms.stopPrice),
    targetPrice: priceJson(request.targetPrice),
    quantity: exactJson(plan.quantity),
    unguardedQuantity: exactJson(plan.unguardedQuantity),
    limitedBy: plan.limitedBy,
    notional: figureJson(plan.notional),
    equity: figureJson(request.equity),
    riskPct: exactJson(request.riskPct),
    riskBudget: figureJson(plan.riskBudget),
    realRisk: figureJson(plan.loss.total),
    realRiskPct: figureJson(plan.realRiskPct),
    priceLoss: figureJson(plan.loss.priceLoss),
    fees: figureJson(plan.loss.fees),
    feeRate: exactJson(terms.feeRate),
    slippage: terms.book === null ? null : figureJson(plan.loss.slippage),
    slippageReason: terms.book === null ? 'the order book could not be read' : null,
    rMultiple: figureJson(plan.reward?.rMultiple ?? null),
    breakEvenWinRatePct: figureJson(plan.reward?.breakEvenWinRatePct ?? null),
    initialMargin: figureJson(plan.initialMargin),
    maintenanceMargin: figureJson(plan.maintenance?.margin ?? null),
    marginRatio: figureJson(plan.maintenance?.marginRatio ?? null),
    bracket: plan.maintenance?.row.bracket ?? null,
    guards: guards.map(({ name, factor }) => ({ name, factor: figureJson(factor) })),
    fundingFactor: figureJson(guards.find(({ name }) => name === 'funding')?.factor ?? null) ?? '1',
  }
}

function accountJson({ plan, before }: SizeReport): Record<string, Json> {
  const { effect, stopOut } = plan
  return {
    ...liquidationJson(effect),
    stopMultiple: figureJson(stopMultipleOf(plan)),
    others: (effect?.others ?? []).map((moved) => ({
      symbol: moved.symbol,
      side: moved.side,
      before: priceJson(moved.before),
      after: priceJson(moved.after),
    })),
    jointDistancePct: {
      before: figureJson(before.pools[0]?.jointDistancePct ?? null),
      after: figureJson(effect?.after.pools[0]?.jointDistancePct ?? null),
    },
    everyStop: {
      loss: figureJson(stopOut.atStops.plus(stopOut.atLiquidation).plus(plan.loss.total)),
      ofItIsolatedMargin: figureJson(stopOut.atLiquidation),
      withoutStop: stopOut.unbounded.map(({ symbol, side }) => ({ symbol, side })),
      notReadable: stopOut.unknown.map(({ symbol, side }) => ({ symbol, side })),
    },
  }
}

function liquidationJson(effect: EntryEffect | null): Record<string, Json> {
  const unknown = { liquidationPrice: null, liquidationReason: 'brackets or margin mode are not known' }
  if (effect === null) return unknown
  const { liquidation } = effect.opened
  const price = liquidation.status === 'price' ? priceJson(liquidation.price) : null
  return { liquidationPrice: price, liquidationReason: liquidation.reason }
}

function contextJson(report: SizeReport): Record<string, Json> {
  const { funding, crowding, macro, bracketsFetchedAtMs, isFeeAssumed, gaps } = report
  return {
    isFeeAssumed,
    fundingRate: exactJson(funding?.rate ?? null),
    fundingIntervalHours: funding?.intervalHours ?? null,
    isCrowded: crowding?.isPersistent ?? null,
    macro: macroJson(macro),
    bracketsFetchedAt: bracketsFetchedAtMs === null ? null : isoTime(bracketsFetchedAtMs),
    gaps: gaps.map(({ what, why }) => ({ what, why })),
    notice: NOTHING_SENT,
  }
}

/** The event whose window is open, else the next one. */
function macroJson({ status, open, windows, coverage, problems }: MacroReading): Json {
  const next = open[0] ?? windows[0]
  return {
    status,
    event: next?.event.name ?? null,
    at: next === undefined ? null : isoTime(next.event.atMs),
    notKnown: coverage.flatMap(({ kind, isKnown }) => (isKnown ? [] : [kind])),
    problems: problems.map(({ file, why }) => ({ file, why })),
  }
}
