import type { Decimal } from '../model/decimal.ts'
import { owedOf, ownedOf } from '../model/margin-account.ts'
import type { CoinLiquidation } from '../risk/margin-price.ts'
import type { MarginDetail, MarginFigures } from '../risk/spot-margin.ts'
import { isoTime } from './format.ts'
import { exactJson, figureJson, gapJson, headDocument, type Json, priceJson } from './json.ts'
import type { MarginReport } from './margin-report.ts'
import { marginRowJson } from './status-json.ts'

/** The document of `margin`. */
export function marginDocument(report: MarginReport): Record<string, Json> {
  const { asOfMs, standing, accounts, account, environment } = report
  const head = headDocument({ command: 'margin', asOfMs, verdict: standing?.verdict ?? null })
  const cross = accounts.find(({ row }) => row.symbol === null)
  return {
    ...head,
    margin: {
      account,
      environment: environment.toLowerCase(),
      isOpened: standing !== null,
      autoTopUp: report.autoTopUp,
      cross: cross === undefined ? null : detailJson(cross),
      isolated: accounts.filter(({ row }) => row.symbol !== null).map(detailJson),
      gaps: report.gaps.map(gapJson),
    },
  }
}

function detailJson(detail: MarginDetail): Json {
  const { row, figures, pair } = detail
  return {
    ...marginRowJson(row),
    level: figureJson(figures?.level ?? null),
    levelReason: levelReason(detail),
    driftPct: figureJson(figures?.driftPct ?? null),
    quoteAsset: figures?.unit ?? null,
    holdings: row.holdings.map((holding) => ({
      asset: holding.asset,
      owned: exactJson(ownedOf(holding)),
      borrowed: exactJson(holding.borrowed),
      interest: exactJson(holding.interest),
      owed: exactJson(owedOf(holding)),
      price: priceJson(figures?.prices.get(holding.asset) ?? null),
    })),
    ...(figures === null ? NO_FIGURES : figuresJson(figures)),
    collateralLevel: exactJson(detail.collateralLevel),
    collateralValue: figureJson(detail.collateralValue),
    ...(pair === null ? {} : pairJson(detail)),
    forcedOrders: detail.forcedOrders.map((order) => ({
      orderId: order.orderId,
      at: isoTime(order.atMs),
      symbol: order.symbol,
      side: order.side,
      quantity: exactJson(order.executedQuantity),
      price: exactJson(order.averagePrice),
    })),
    takeovers: detail.takeovers.map(({ id, asset, type, amount, atMs }) => {
      return { id, at: isoTime(atMs), asset, type, amount: exactJson(amount) }
    }),
    gaps: detail.gaps.map(gapJson),
  }
}

function levelReason({ row, figures, why }: MarginDetail): string | null {
  if (figures?.level != null) return null
  if (row.zone === 'no-debt') return 'no debt'
  return row.mode === 'pro' ? 'Cross Pro is not computed: its tier tables are not to be had' : why
}

const NO_FIGURES: Record<string, Json> = {
  assets: null,
  debt: null,
  interest: null,
  netEquity: null,
  toTarget: null,
  coins: [],
  commonMovePct: null,
  liquidationFee: null,
  interestToday: null,
  interestPerHour: null,
  levelDriftPerHour: null,
  levelDriftPerDay: null,
  topUp: null,
}

function figuresJson(figures: MarginFigures): Record<string, Json> {
  const { totals, toTarget, coins, commonMove, fee, drift, interestToday, topUp } = figures
  return {
    assets: figureJson(totals.assets),
    debt: figureJson(totals.debt),
    interest: figureJson(totals.interest),
    netEquity: figureJson(totals.assets.minus(totals.debt)),
    toTarget:
      toTarget === null
        ? null
        : {
            target: exactJson(toTarget.target),
            add: figureJson(toTarget.add),
            repay: figureJson(toTarget.repay),
            sellAndRepay: figureJson(toTarget.sellAndRepay),
          },
    coins: coins.map(coinJson),
    commonMovePct: figureJson(commonMove?.status === 'move' ? commonMove.movePct : null),
    liquidationFee:
      fee === null
        ? null
        : { estimate: figureJson(fee.amount), rate: exactJson(fee.rate), base: figureJson(fee.base), isEstimate: true },
    interestToday: figureJson(interestToday),
    interestPerHour: figureJson(drift?.perHour ?? null),
    levelDriftPerHour: driftJson(drift?.levelPerHour ?? null),
    levelDriftPerDay: driftJson(drift?.levelPerDay ?? null),
    topUp:
      topUp === null
        ? null
        : { value: figureJson(topUp.value), levelAfter: figureJson(topUp.levelAfter), uncounted: topUp.uncounted },
  }
}

/** An hour's drift is small: it keeps its digits. */
function driftJson(value: Decimal | null): string | null {
  return value === null ? null : priceJson(value)
}

function coinJson(coin: CoinLiquidation): Json {
  const { asset, price } = coin
  if (coin.status === 'none')
    return { asset, price: priceJson(price), liquidationPrice: null, movePct: null, edge: null }
  const { liquidationPrice, movePct, edge } = coin
  return {
    asset,
    price: priceJson(price),
    liquidationPrice: priceJson(liquidationPrice),
    movePct: figureJson(movePct),
    edge,
  }
}

function pairJson({ figures, pair }: MarginDetail): Record<string, Json> {
  const base = figures?.coins.find(({ asset }) => asset === pair?.base.asset)
  const own = base?.status === 'price' ? base.liquidationPrice : null
  return {
    indexPrice: exactJson(pair?.indexPrice ?? null),
    liquidationPrice: priceJson(own),
    exchangeLiquidationPrice: exactJson(pair?.liquidatePrice ?? null),
    exchangeState: pair?.marginLevelStatus ?? null,
  }
}
