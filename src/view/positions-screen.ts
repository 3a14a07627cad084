import type { AccountStatus, StatusReport } from '../risk/report.ts'
import { bookColumns } from './book-columns.ts'
import { type BookRow, bankruptcyPriceText, bookRows, exchangePriceText, ofRisk } from './book-row.ts'
import { duration, fixed, money, NOT_AVAILABLE, percent, percentOf, wholeMoney } from './format.ts'
import type { Screen } from './screen.ts'
import { reportScreen } from './status-screen.ts'
import { type Column, renderTable } from './table.ts'

/** Every position with everything known about it, in a boxed table on terminals. */
export function positionsScreen(report: StatusReport, screen: Screen): string {
  return reportScreen(report, screen, (account) => positionsTable(account, report, screen))
}

function positionsTable({ risk }: AccountStatus, report: StatusReport, screen: Screen): readonly string[] {
  const rows = bookRows(risk)
  return rows.length === 0 ? ['no open positions'] : renderTable(rows, positionColumns(report), screen, 'boxed')
}

const settingText = ofRisk(({ position }) => (position.leverage === null ? NOT_AVAILABLE : `${position.leverage}x`))
const driftText = ofRisk(({ drift }) => percent(drift.driftPct))
const fundingText = ofRisk(({ fundingRate, fundingIntervalHours }) => {
  if (fundingRate === null) return NOT_AVAILABLE
  return `${fixed(fundingRate.times('100'), 4)}%/${fundingIntervalHours ?? '?'}h`
})
const adlText = ofRisk(({ position }) =>
  position.exchange.adlQuantile === null ? NOT_AVAILABLE : `${position.exchange.adlQuantile}/4`,
)

/** Columns of the positions table, in the order of the screen. */
function positionColumns({ tiers }: StatusReport): readonly Column<BookRow>[] {
  const column = bookColumns(tiers)
  return [
    { ...column.symbol, priority: 0 },
    { ...column.side, priority: 0 },
    { ...column.mode, priority: 5 },
    { title: 'SET', align: 'right', priority: 16, cell: settingText },
    { ...column.effectiveLeverage, priority: 6 },
    { ...column.size, priority: 7 },
    { title: 'NOTIONAL', align: 'right', priority: 12, cell: ofRisk(({ notional }) => wholeMoney(notional)) },
    { ...column.entry, priority: 9 },
    { ...column.mark, priority: 1 },
    { title: 'UPNL', align: 'right', priority: 8, cell: ofRisk(({ unrealizedPnl }) => money(unrealizedPnl)) },
    { ...column.liquidation, priority: 0 },
    { title: 'BINANCE', align: 'right', priority: 4, cell: ofRisk(exchangePriceText) },
    { title: 'DRIFT', align: 'right', priority: 11, cell: driftText },
    { title: 'BANKRUPT', align: 'right', priority: 15, cell: ofRisk(bankruptcyPriceText) },
    { ...column.distance, priority: 0 },
    { ...column.atrs, priority: 3 },
    { title: 'MAINT', align: 'right', priority: 14, cell: ofRisk((risk) => money(risk.maintenanceMargin())) },
    { title: 'RATIO', align: 'right', priority: 10, cell: ofRisk((risk) => percentOf(risk.marginRatio())) },
    { title: 'FUNDING', align: 'right', priority: 13, cell: fundingText },
    { title: 'ADL', align: 'right', priority: 18, cell: adlText },
    { ...column.stop, priority: 2 },
    { ...column.tier, priority: 0 },
    { title: 'AGE', align: 'right', priority: 17, cell: ofRisk(({ dataAgeMs }) => duration(dataAgeMs)) },
  ]
}
