import { bankruptcyPriceText, exchangePriceText } from '../book-row.ts'
import { duration, money, NOT_AVAILABLE, percent, percentOf, times, wholeMoney } from '../format.ts'
import { aboutPosition, type Topic } from './topic.ts'

function column(name: string, title: string, text: string, rest: Pick<Topic, 'own'> & Partial<Topic>): Topic {
  return { kind: 'column', name, title, text: [text], ...rest }
}

/** Columns of the positions screen that the status screen does not have. */
export const POSITION_COLUMN_TOPICS: readonly Topic[] = [
  column(
    'SET',
    'leverage setting',
    'What the position is set to at Binance. In isolated mode it decided how much margin went in; in cross mode it moves no liquidation price.',
    {
      see: ['leverage', 'EFF'],
      own: aboutPosition((risk) => [
        `here: ${risk.position.leverage ?? NOT_AVAILABLE}x, effective ${risk.position.marginType === 'CROSSED' ? 'that of the pool' : times(risk.effectiveLeverage())}`,
      ]),
    },
  ),
  column(
    'NOTIONAL',
    'value of the position at the mark',
    'Size times mark, in quote asset. Its bracket decides the maintenance rate.',
    {
      see: ['brackets', 'maintenance-margin'],
      own: aboutPosition(({ notional }) => [`here: ${wholeMoney(notional)}`]),
    },
  ),
  column(
    'UPNL',
    'unrealized profit or loss',
    'What closing at the mark would bring, before fees: (mark − entry) × size, for a short the other way round. It counts as collateral at once.',
    { own: aboutPosition(({ unrealizedPnl }) => [`here: ${money(unrealizedPnl)}`]) },
  ),
  column(
    'BINANCE',
    'the liquidation price that Binance shows',
    'For comparison: liqwatch judges by its own. none and n/a mean the same as in LIQ.',
    {
      see: ['drift', 'LIQ'],
      own: aboutPosition((risk) => {
        const { driftPct } = risk.drift
        return [`here: ${exchangePriceText(risk)}${driftPct === null ? '' : `, ${percent(driftPct)} from our own`}`]
      }),
    },
  ),
  column(
    'BANKRUPT',
    'bankruptcy price',
    'Where the money behind the position is used up. Between liquidation and this price Binance closes; beyond it the insurance fund pays.',
    {
      see: ['bankruptcy', 'liquidate'],
      own: aboutPosition((risk) => [`here: ${bankruptcyPriceText(risk)}`]),
    },
  ),
  column(
    'MAINT',
    'maintenance margin',
    'What has to stand behind the position for it not to be liquidated: notional × rate − amount of its bracket.',
    {
      see: ['maintenance-margin'],
      own: aboutPosition((risk) => [
        `here: ${money(risk.maintenanceMargin())}, a margin ratio of ${percentOf(risk.marginRatio())}`,
      ]),
    },
  ),
  column(
    'AGE',
    'how old the data are',
    'Time since what the row shows was true at Binance. In watch a row older than 20 seconds is marked STALE, an account older than staleSeconds is UNKNOWN. In xcheck: how old the quote of a source is.',
    { see: ['stale', 'staleSeconds'], own: aboutPosition(({ dataAgeMs }) => [`here: ${duration(dataAgeMs)}`]) },
  ),
]
