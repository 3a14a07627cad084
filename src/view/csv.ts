import type { Decimal } from '../model/decimal.ts'
import { neutralise } from '../model/plain-text.ts'
import type { PositionRisk, StatusReport } from '../risk/report.ts'
import { bookRows, toldMarginType } from './book-row.ts'
import { NOT_AVAILABLE } from './format.ts'
import { exactJson, figureJson, priceJson } from './json.ts'
import { worstFirst } from './worst-first.ts'

const NUMBER = /^-?\d+(\.\d+)?$/
const FORMULA = /^[=+\-@\t\r]/

/**
 * Comma-separated values by RFC 4180: a header, lines that end in CR LF, quotes where needed. A text that a spreadsheet
 * would take for a formula is preceded by an apostrophe; numbers stay numbers.
 */
export function csvText(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, ...rows].map((row) => `${row.map(csvField).join(',')}\r\n`).join('')
}

function csvField(raw: string): string {
  const text = neutralise(raw)
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

type Known = (risk: PositionRisk) => string | number | null

const FIELDS: Readonly<Record<string, Known>> = {
  quantity: ({ position }) => exactJson(position.quantity),
  entryPrice: ({ position }) => exactJson(position.entryPrice),
  markPrice: ({ position }) => exactJson(position.markPrice),
  notional: ({ notional }) => figureJson(notional),
  unrealizedPnl: ({ unrealizedPnl }) => figureJson(unrealizedPnl),
  leverage: ({ position }) => position.leverage,
  effectiveLeverage: (risk) => figureJson(risk.effectiveLeverage()),
  maintenanceMargin: (risk) => figureJson(risk.maintenanceMargin()),
  marginRatio: (risk) => figureJson(risk.marginRatio()),
  liquidationPrice: (risk) =>
    orNone(risk, risk.liquidation.status === 'price' ? risk.liquidation.price : null, priceJson),
  exchangeLiquidationPrice: ({ drift, position }) =>
    exactJson(drift.exchangePrice) ?? (position.exchange.liquidationPriceReason === 'none' ? 'none' : null),
  driftPct: ({ drift }) => figureJson(drift.driftPct),
  distancePct: (risk) => orNone(risk, risk.distancePct, figureJson),
  distanceAtr: (risk) => orNone(risk, risk.distanceAtr(), figureJson),
  tier: ({ tier, liquidation }) => exactJson(tier) ?? (liquidation.status === 'unknown' ? null : 'none'),
  fundingRate: ({ fundingRate }) => exactJson(fundingRate),
  fundingIntervalHours: ({ fundingIntervalHours }) => fundingIntervalHours,
  dataAgeMs: ({ dataAgeMs }) => dataAgeMs,
}

/** `none` where there is provably no liquidation price. */
function orNone(
  { liquidation }: PositionRisk,
  value: Decimal | null,
  write: (value: Decimal | null) => string | null,
): string | null {
  return liquidation.status === 'none' ? 'none' : write(value)
}

/** Every position of the report, one a line; what is not known is `n/a`, and only `reason` may be empty. */
export function positionsCsv(report: StatusReport): string {
  const header = ['account', 'symbol', 'side', 'marginType', ...Object.keys(FIELDS), 'reason']
  const rows = worstFirst(report).flatMap((section) => {
    if (!('risk' in section)) return [failedRow(section.account, section.message)]
    return bookRows(section.risk).map((row) => {
      if (row.kind === 'known') return knownRow(section.risk.account, row.risk)
      const { symbol, positionSide, why } = row.position
      const marginType = toldMarginType(row.position)
      const unknown = Object.keys(FIELDS).map(() => NOT_AVAILABLE)
      return [section.risk.account, symbol, positionSide ?? NOT_AVAILABLE, marginType ?? NOT_AVAILABLE, ...unknown, why]
    })
  })
  return csvText(header, rows)
}

function knownRow(account: string, risk: PositionRisk): readonly string[] {
  const { symbol, side, marginType } = risk.position
  const values = Object.values(FIELDS).map((field) => String(field(risk) ?? NOT_AVAILABLE))
  return [account, symbol, side, marginType, ...values, risk.liquidation.reason ?? '']
}

function failedRow(account: string, why: string): readonly string[] {
  const unknown = [...Object.keys(FIELDS), 'symbol', 'side', 'marginType'].map(() => NOT_AVAILABLE)
  return [account, ...unknown, why]
}
