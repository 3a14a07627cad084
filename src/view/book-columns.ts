import type { TierTable } from '../model/tiers.ts'
import {
  atrsText,
  type BookRow,
  distanceText,
  effectiveLeverageText,
  entryText,
  liquidationText,
  markText,
  modeText,
  rowTone,
  sideText,
  sizeText,
  stopText,
  symbolCell,
  tierText,
} from './book-row.ts'
import type { Column } from './table.ts'

/** A column of the book under the name that its screen shows it by, all but when it goes. */
export type BookColumn = Omit<Column<BookRow>, 'priority'>

/** The columns that the screens of positions have in common. */
export function bookColumns(tiers: TierTable): Readonly<Record<BookColumnName, BookColumn>> {
  return {
    symbol: { title: '  SYMBOL', align: 'left', cell: (row) => symbolCell(row, tiers) },
    side: { title: 'SIDE', align: 'left', cell: sideText },
    mode: { title: 'MODE', align: 'left', cell: modeText },
    size: { title: 'SIZE', align: 'right', cell: sizeText },
    entry: { title: 'ENTRY', align: 'right', cell: entryText },
    mark: { title: 'MARK', align: 'right', cell: markText },
    liquidation: { title: 'LIQ', align: 'right', cell: liquidationText },
    distance: {
      title: 'DIST',
      align: 'right',
      cell: (row) => ({ text: distanceText(row), tone: rowTone(row, tiers) }),
    },
    atrs: { title: 'ATRS', align: 'right', cell: atrsText },
    effectiveLeverage: { title: 'EFF', align: 'right', cell: effectiveLeverageText },
    stop: { title: 'STOP', align: 'left', cell: stopText },
    tier: { title: 'TIER', align: 'right', cell: (row) => ({ text: tierText(row), tone: rowTone(row, tiers) }) },
  }
}

type BookColumnName =
  | 'symbol'
  | 'side'
  | 'mode'
  | 'size'
  | 'entry'
  | 'mark'
  | 'liquidation'
  | 'distance'
  | 'atrs'
  | 'effectiveLeverage'
  | 'stop'
  | 'tier'
