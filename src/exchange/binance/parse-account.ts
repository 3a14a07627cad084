import type { Decimal } from '../../model/decimal.ts'
import type { ExchangeFigures, PositionSide, Side, UnreadablePosition } from '../../model/position.ts'
import type {
  AccountConfig,
  AccountReading,
  PositionRow,
  PositionsReading,
  SymbolConfig,
} from '../../model/readings.ts'
import {
  amount,
  comparedAmount,
  comparedCount,
  count,
  type field,
  fieldOf,
  flag,
  instant,
  marginType,
  nonNegative,
  optionalAmount,
  optionalFlag,
  optionalInstant,
  positionSide,
  positive,
  priceOrNone,
  record,
  symbolName,
} from './fields.ts'
import {
  type BySymbol,
  bySymbol,
  listOf,
  onlyOnce,
  type RowReading,
  readRow,
  readRows,
  readValue,
  valuesOf,
} from './rows.ts'

const SLOT = record({ symbol: symbolName, positionSide, positionAmt: amount })

const POSITION = record({
  entryPrice: positive,
  markPrice: priceOrNone,
  marginAsset: symbolName,
  isolatedWallet: amount,
  unRealizedProfit: optionalAmount,
  maintMargin: comparedAmount,
  adl: comparedCount,
  updateTime: instant,
})

/**
 * positionRisk: rows without a position (only orders) are left out, a broken row is listed as unreadable.
 *
 * @throws UnreadableReply when the reply is not a list
 */
export function parsePositions(body: unknown): PositionsReading {
  const slots = readRows(SLOT, listOf(body, 'positions'), 'positions')
  const readings = onlyOnce(slots, slotKey).map(readPosition)
  return {
    rows: readings.flatMap((reading) => (reading !== null && 'quantity' in reading ? [reading] : [])),
    unreadable: readings.flatMap((reading) => (reading !== null && 'why' in reading ? [reading] : [])),
  }
}

function slotKey({ symbol, positionSide }: ReturnType<typeof SLOT.parse>): string {
  return `${symbol} ${positionSide}`
}

function readPosition(slot: RowReading<ReturnType<typeof SLOT.parse>>): PositionRow | UnreadablePosition | null {
  if (!slot.ok) return unreadablePosition(slot)
  const { row, path } = slot
  if (slot.value.positionAmt.isZero()) return null
  const side = sideOf(slot.value)
  if (side === null) {
    return unreadablePosition({ ...slot, why: `${path}.positionAmt is negative in the LONG slot` })
  }
  const rest = readRow(POSITION, row, path)
  if (!rest.ok) return unreadablePosition(rest)
  const { entryPrice, markPrice, marginAsset, isolatedWallet, unRealizedProfit, updateTime } = rest.value
  return {
    symbol: slot.value.symbol,
    positionSide: slot.value.positionSide,
    side,
    quantity: slot.value.positionAmt.abs(),
    entryPrice,
    markPrice,
    marginAsset,
    isolatedWallet,
    unrealizedPnl: unRealizedProfit,
    exchange: { ...shownLiquidation(row), maintenanceMargin: rest.value.maintMargin, adlQuantile: rest.value.adl },
    updatedAtMs: updateTime,
  }
}

/** In hedge mode the slot names the side; the wire writes a short's amount as negative in both modes. */
function sideOf(slot: { readonly positionSide: PositionSide; readonly positionAmt: Decimal }): Side | null {
  if (slot.positionSide === 'SHORT') return 'SHORT'
  const side = slot.positionAmt.lt('0') ? 'SHORT' : 'LONG'
  return slot.positionSide === 'LONG' && side === 'SHORT' ? null : side
}

const SHOWN = record({ liquidationPrice: nonNegative })

/** "0" is the venue's word for none; the figure is only compared, so a broken one does not spoil the row. */
function shownLiquidation(row: unknown): Pick<ExchangeFigures, 'liquidationPrice' | 'liquidationPriceReason'> {
  const reading = readRow(SHOWN, row, '')
  if (!reading.ok) return { liquidationPrice: null, liquidationPriceReason: reading.why }
  const price = reading.value.liquidationPrice
  return price.isZero()
    ? { liquidationPrice: null, liquidationPriceReason: 'none' }
    : { liquidationPrice: price, liquidationPriceReason: null }
}

/** Tells what can still be told of a broken row, so that it is found again among the others. */
function unreadablePosition({ row, path, why }: { row: unknown; path: string; why: string }): UnreadablePosition {
  return {
    symbol: readable(symbolName, row, 'symbol') ?? path,
    positionSide: readable(positionSide, row, 'positionSide'),
    marginType: readable(marginType, row, 'marginType') ?? provenIsolated(row),
    marginAsset: readable(symbolName, row, 'marginAsset'),
    why,
  }
}

/** Money in its own wallet proves a position isolated; its absence proves nothing. */
function provenIsolated(row: unknown): 'ISOLATED' | null {
  const isolatedWallet = readable(amount, row, 'isolatedWallet')
  return isolatedWallet === null || isolatedWallet.isZero() ? null : 'ISOLATED'
}

function readable<T>(schema: ReturnType<typeof field<T>>, row: unknown, name: string): T | null {
  const reading = readRow(schema, fieldOf(row, name), '')
  return reading.ok ? reading.value : null
}

const WALLET = record({
  asset: symbolName,
  walletBalance: amount,
  crossWalletBalance: amount,
  availableBalance: optionalAmount,
  updateTime: optionalInstant,
})

/**
 * v3/account: wallets and the positions it knows of; broken rows are listed.
 *
 * @throws UnreadableReply when there is no list of assets or of positions
 */
export function parseAccount(body: unknown): AccountReading {
  const wallets = onlyOnce(readRows(WALLET, fieldOf(body, 'assets'), 'assets'), ({ asset }) => asset)
  const slots = onlyOnce(readRows(SLOT, fieldOf(body, 'positions'), 'positions'), slotKey)
  return {
    wallets: valuesOf(wallets).map(({ crossWalletBalance, updateTime, ...wallet }) => ({
      ...wallet,
      crossWallet: crossWalletBalance,
      ...(updateTime === null ? {} : { updatedAtMs: updateTime }),
    })),
    openPositions: valuesOf(slots).filter((slot) => !slot.positionAmt.isZero()),
    unreadable: [...wallets, ...slots].flatMap(({ path, ...reading }) =>
      reading.ok ? [] : [{ what: path, why: reading.why }],
    ),
  }
}

const ACCOUNT_CONFIG = record({ dualSidePosition: flag, multiAssetsMargin: flag })

/** @throws UnreadableReply when a flag is missing: without the modes nothing can be computed */
export function parseAccountConfig(body: unknown): AccountConfig {
  const { dualSidePosition, multiAssetsMargin } = readValue(ACCOUNT_CONFIG, body, '')
  return { hedgeMode: dualSidePosition, multiAssetsMode: multiAssetsMargin }
}

const SYMBOL_CONFIG = record({ symbol: symbolName, marginType, leverage: count, isAutoAddMargin: optionalFlag })

/** symbolConfig by symbol. */
export function parseSymbolConfigs(body: unknown): BySymbol<SymbolConfig> {
  return bySymbol(readRows(SYMBOL_CONFIG, body, 'symbolConfig'))
}
