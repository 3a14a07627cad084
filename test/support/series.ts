import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseFundingHistory, parseOpenInterestHistory } from '../../src/exchange/binance/parse-market-data.ts'
import { d } from '../../src/model/decimal.ts'
import type { FundingSettlement, OpenInterestPoint } from '../../src/model/market-data.ts'

export const HOUR_MS = 3_600_000

function stored(name: string): unknown {
  const path = fileURLToPath(new URL(`../fixtures/series/${name}.json`, import.meta.url))
  return JSON.parse(readFileSync(path, 'utf8'))
}

/** 120 settlements, eight hours apart, the last at 2026-11-21 16:00 UTC. */
export function storedFunding(): readonly FundingSettlement[] {
  return parseFundingHistory(stored('funding-8h'))
}

/** 721 hourly points, the last at 2026-11-21 22:00 UTC. */
export function storedOpenInterest(): readonly OpenInterestPoint[] {
  return parseOpenInterestHistory(stored('open-interest-1h'))
}

/** Settlements from rates in percent of the interval, the last one at `lastMs`, evenly spaced. */
export function settlements(
  ratesPct: readonly string[],
  spacing: { readonly hours: number; readonly lastMs: number },
): readonly FundingSettlement[] {
  return ratesPct.map((pct, index) => ({
    symbol: 'BTCUSDT',
    fundingRate: d(pct).div('100'),
    atMs: spacing.lastMs - (ratesPct.length - 1 - index) * spacing.hours * HOUR_MS,
    markPrice: null,
    isSpecial: false,
  }))
}
