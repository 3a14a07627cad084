import { neutralise } from '../../model/plain-text.ts'
import type { KeyPermissions } from '../../model/readings.ts'
import { amount, fieldOf, flag, optionalFlag, record, symbolName } from './fields.ts'
import { readEvery, readValue } from './rows.ts'

const MONEY_FLAGS = ['enableWithdrawals', 'enableInternalTransfer', 'permitsUniversalTransfer']
const TRADE_FLAGS = [
  'enableSpotAndMarginTrading',
  'enableMargin',
  'enableFutures',
  'enableVanillaOptions',
  'enableFixApiTrade',
  'enablePortfolioMarginTrading',
]
const HARMLESS_FLAGS = ['ipRestrict', 'enableReading', 'enableFixReadOnly']
const KNOWN_FLAGS = [...MONEY_FLAGS, ...TRADE_FLAGS, ...HARMLESS_FLAGS]

const RESTRICTIONS = record({
  enableReading: flag,
  ipRestrict: optionalFlag,
  ...Object.fromEntries([...MONEY_FLAGS, ...TRADE_FLAGS].map((name) => [name, optionalFlag])),
})

/**
 * apiRestrictions: which flags of the key are on, sorted by what they allow.
 *
 * @throws UnreadableReply when the reply does not say whether the key may read, or a power that we know is neither on
 * nor off
 */
export function parseKeyPermissions(body: unknown): KeyPermissions {
  const { enableReading, ipRestrict } = readValue(RESTRICTIONS, body, 'apiRestrictions')
  const on = Object.keys(Object(body)).filter((name) => isOn(fieldOf(body, name)))
  return {
    canRead: enableReading,
    ipRestricted: ipRestrict ?? false,
    moneyFlags: on.filter((name) => MONEY_FLAGS.includes(name)),
    tradeFlags: on.filter((name) => TRADE_FLAGS.includes(name)),
    unknownFlags: on.filter((name) => !KNOWN_FLAGS.includes(name)).map(neutralise),
  }
}

function isOn(value: unknown): boolean {
  return value === true || value === 'true'
}

/** account/info: true when the account is in portfolio margin, false also when the reply does not say. */
export function parseIsPortfolioMargin(body: unknown): boolean {
  return isOn(fieldOf(body, 'isPortfolioMarginRetailEnabled'))
}

const COIN_M_POSITION = record({ symbol: symbolName, positionAmt: amount })

/** The symbols of COIN-M positions that are not empty, each once. */
export function parseCoinMSymbols(body: unknown): readonly string[] {
  const held = readEvery(COIN_M_POSITION, body, 'positions').filter((row) => !row.positionAmt.isZero())
  return [...new Set(held.map((row) => row.symbol))]
}
