import { plainTopic, type Topic } from './topic.ts'

function column(name: string, title: string, text: string, ...see: readonly string[]): Topic {
  return { ...plainTopic('column', name, title, text), see }
}

/** Columns of spot margin. */
const MARGIN: readonly Topic[] = [
  column(
    'LEVEL',
    'margin level',
    'Assets ÷ debts with interest. Falling is bad: liquidation comes at the line in LIQ.',
    'margin-level',
  ),
  column(
    'CALL',
    'margin call line',
    'The level at which Binance asks for more, if it sends the call at all.',
    'margin-call',
  ),
  column(
    'TO CALL',
    'loss of collateral until the call',
    'The share of the collateral that may be lost before the level meets the call line.',
    'margin-call',
  ),
  column(
    'TO LIQ',
    'loss of collateral until liquidation',
    'The share of the collateral that may be lost before the level meets the liquidation line. The tiers measure this.',
    'margin-level',
  ),
  column(
    'STATE',
    'how it stands',
    'Spot margin: normal, call, liquidation, or no debt. In alerts: told, acknowledged, silenced.',
    'margin-level',
    'acknowledge',
  ),
  column('STEP', 'what happens next', 'One step of a forced liquidation of a margin account.', 'margin-liquidation'),
  {
    ...column(
      'COLLATERAL',
      'assets of the margin account',
      'What is held after the step, and in VALUE what it is worth.',
      'margin-liquidation',
    ),
    aliases: ['value'],
  },
  column(
    'DEBT',
    'what is owed',
    'Borrowed amounts and interest, in the asset the account is counted in.',
    'margin-liquidation',
  ),
]

/** Columns of market screens, the calendar and alerts. */
const LOOKING: readonly Topic[] = [
  column(
    'SOURCE',
    'who quotes the price',
    'Constituents of the index, Binance spot, CoinGecko, CryptoCompare.',
    'xcheck',
  ),
  column(
    'PRICE',
    'the price of the row',
    'As the source gives it; other quote currencies are brought to the one of the contract.',
    'xcheck',
  ),
  column(
    'INDEX ABOVE',
    'index against the source',
    'How far the index stands above (+) or below (-) this source.',
    'xcheck',
  ),
  column(
    'MARK ABOVE',
    'mark against the source',
    'How far the mark stands above (+) or below (-) this source.',
    'xcheck',
    'mark-and-last',
  ),
  column(
    'STATUS',
    'what the comparison says',
    'agrees, divergence (beyond the threshold), stale (older than 5 minutes) or unavailable.',
    'xcheck',
  ),
  column('BRACKET', 'notional bracket', 'Its number; an arrow marks the one that your position is in.', 'brackets'),
  column('NOTIONAL FROM', 'lower end of the bracket', 'Notional above which the bracket begins.', 'brackets'),
  column('UP TO', 'upper end of the bracket', 'Notional up to which the bracket reaches.', 'brackets'),
  column(
    'MAINT RATE',
    'maintenance rate of the bracket',
    'Maintenance margin is notional × this rate − AMOUNT.',
    'maintenance-margin',
  ),
  column(
    'AMOUNT',
    'maintenance amount of the bracket',
    'Taken off, so that maintenance margin does not jump where a bracket ends.',
    'maintenance-margin',
  ),
  column('MOST LEVERAGE', 'highest setting of the bracket', 'A larger notional allows less leverage.', 'brackets'),
  column('EVENT', 'macro event', 'An exclamation mark stands before one whose window is open now.', 'calendar'),
  column('AT', 'when', 'In UTC; HERE is the same in your own zone.', 'calendar'),
  column('HERE', 'when, on your clock', 'The time of the event in the zone of this machine.', 'calendar'),
  column('WINDOW FROM', 'begin of the cautious hours', 'calendar.windowHours before the event.', 'calendar'),
  column('TO', 'end of the cautious hours', 'calendar.windowHours after the event.', 'calendar'),
  column('ACCOUNT', 'account of the config', 'The name it has in accounts.', 'accounts'),
  column(
    'ALERT',
    'what the alert is about',
    'A position, the joint distance of a pool, a margin account, or data: loss of sight.',
    'reasons',
  ),
  column(
    'LAST SEEN',
    'distance at the last evaluation',
    'By check or watch; liqwatch alerts list asks Binance nothing.',
    'distance',
  ),
  column('SINCE', 'when it came inside its tier', 'The time of the evaluation that first saw it there.', 'TIER'),
]

/** Columns of spot margin, market screens, the calendar and alerts. */
export const LOOKING_COLUMN_TOPICS: readonly Topic[] = [...MARGIN, ...LOOKING]
