import type { AccountRisk } from '../../../src/risk/report.ts'
import { FRESH_UI, type WatchUi } from '../../../src/view/watch-keys.ts'
import type { RowExtra, SourceAges, WatchAccount, WatchModel } from '../../../src/view/watch-model.ts'
import { tierTable } from '../../support/builders.ts'
import { anAccount, aPositionRisk, BTC, DOGE, ETH, NOW_MS, SOL } from './reports.ts'

export const EXTRA: RowExtra = { remedies: [], fundingDrift: null, hush: null }

export const SOL_EXTRA: RowExtra = {
  ...EXTRA,
  remedies: ['sell 33.60 SOL reduce-only, or add 856.66 USDT, for 15.00%'],
  fundingDrift: 'funding takes 0.03 points of the room a day',
}

/** The account of the illustrations: SOL inside 10 %, DOGE inside 15 %, a cross pair far away. */
export function aWatchAccount(
  traits: {
    readonly risk?: AccountRisk
    readonly sources?: Partial<SourceAges>
    readonly assessedAtMs?: number
    readonly environment?: WatchAccount['environment']
    readonly extras?: readonly (readonly [string, RowExtra])[]
  } = {},
): WatchAccount {
  return {
    risk: traits.risk ?? anAccount({ positions: [SOL, DOGE, BTC, ETH].map(aPositionRisk) }),
    environment: traits.environment ?? 'LIVE',
    assessedAtMs: traits.assessedAtMs ?? NOW_MS,
    sources: { markMs: 400, userMs: 3000, restMs: 8000, isPolled: false, ...traits.sources },
    extras: new Map(traits.extras ?? [['main/SOLUSDT/long', SOL_EXTRA]]),
  }
}

/** A running screen of that account with two alerts. */
export function aWatchModel(
  traits: Partial<Omit<WatchModel, 'ui'>> & { readonly ui?: Partial<WatchUi> } = {},
): WatchModel {
  const { ui, ...rest } = traits
  return {
    nowMs: NOW_MS,
    timeZone: 'UTC',
    accounts: [aWatchAccount()],
    failures: [],
    tiers: tierTable(),
    staleAfterMs: 60_000,
    alerts: [
      { atMs: NOW_MS - 61_000, severity: 'critical', text: 'SOLUSDT long entered the 10% tier at 9.98% (sent: phone)' },
      {
        atMs: NOW_MS - 7_200_000,
        severity: 'warning',
        text: 'DOGEUSDT long entered the 15% tier at 14.91% (sent: desktop)',
      },
    ],
    paused: null,
    ...rest,
    ui: { ...FRESH_UI, ...ui },
  }
}
