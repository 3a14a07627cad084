import type { AccountConfig, SymbolConfig } from '../../model/readings.ts'
import type { SettingSeen, SettingsLook } from '../../model/sync.ts'
import type { MarketData } from '../../ports/market-data.ts'
import type { StateStore } from '../../ports/state-store.ts'
import { readMarkRanges } from './mark-ranges.ts'

/** The settings of an account as they were read. */
export interface SettingsReading {
  readonly account: string
  readonly atMs: number
  readonly config: AccountConfig
  readonly symbols: Iterable<SymbolConfig>
}

/** Position mode in words. */
function positionModeWord(isHedge: boolean): string {
  return isHedge ? 'hedge' : 'one-way'
}

/** Asset mode in words. */
export function assetModeWord(isMulti: boolean): string {
  return isMulti ? 'multi-assets' : 'single-asset'
}

/** Every setting that was read, in the journal's words. */
export function settingsOf({ config, symbols }: SettingsReading): readonly SettingSeen[] {
  const ofAccount: readonly SettingSeen[] = [
    { type: 'position-mode', symbol: null, value: positionModeWord(config.hedgeMode) },
    { type: 'multi-assets', symbol: null, value: assetModeWord(config.multiAssetsMode) },
  ]
  const bySymbol = [...symbols].flatMap(({ symbol, leverage, marginType }): readonly SettingSeen[] => [
    { type: 'leverage', symbol, value: String(leverage) },
    { type: 'margin-type', symbol, value: marginType.toLowerCase() },
  ])
  return [...ofAccount, ...bySymbol]
}

/**
 * Journals what changed since the settings were last seen: a change that no stream told of lies somewhere between the
 * two looks, and the marks of that time are kept with it.
 *
 * @returns how many changed
 * @throws ExchangeError when those marks can only be had later; nothing is remembered then
 */
export async function lookAtSettings(
  reading: SettingsReading,
  memory: StateStore['sync'],
  market: Pick<MarketData, 'fetchMarkCandles'>,
): Promise<number> {
  const { account, atMs } = reading
  const known = memory.settings(atMs, account)
  const settings = await Promise.all(
    settingsOf(reading).map(async (setting): Promise<SettingSeen> => {
      const { type, symbol, value } = setting
      const last = known.get(`${type} ${symbol}`)
      if (type !== 'leverage' || symbol === null || last === undefined || last.value === value) return setting
      const range = (await readMarkRanges(market, symbol))(last.atMs, atMs)
      return range === null ? setting : { ...setting, figures: range }
    }),
  )
  const look: SettingsLook = { account, atMs, how: 'looked', settings }
  return memory.seeSettings(atMs, look)
}
