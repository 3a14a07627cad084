import type { TierTable } from '../model/tiers.ts'
import type { AccountRisk } from '../risk/report.ts'
import type { Remedies, TextOptions } from './due-alert.ts'
import type { MarginInput } from './margin-input.ts'
import type { PlanConfig } from './plan.ts'
import { type Reading, readingsOf, type SightReading, sightLost, sightOf } from './readings.ts'
import type { AlertRules } from './rules.ts'
import type { VanishEvidence } from './vanish.ts'

/** What one evaluation found out about one account. */
export interface AccountInput {
  readonly account: string
  readonly sight: SightReading
  /** `null` when the account could not be computed: then no reading steps and no position has vanished. */
  readonly readings: readonly Reading[] | null
  /** Symbols with a row that could not be read: their positions have not vanished. */
  readonly unreadableSymbols: readonly string[]
  /** Its spot-margin accounts; absent when they were not looked at. They stand whether or not the futures could be read. */
  readonly margin?: MarginInput
  /** What the account's key has come to be able to do beyond reading, in words; absent when it is harmless. */
  readonly keyPower?: string
}

export interface DecisionInput {
  readonly nowMs: number
  /** Who evaluates and sends. */
  readonly holder: string
  readonly accounts: readonly AccountInput[]
  /** By reading key: what is known about positions that are gone or smaller; see `suspectKeys`. */
  readonly evidence: ReadonlyMap<string, VanishEvidence>
  /** What would bring a reading back to 15 %. */
  readonly remedies: Remedies
}

/** Everything of the config that alerting needs. */
export interface AlertPolicy extends AlertRules, PlanConfig {
  readonly detail: 'full' | 'brief'
  /** More than one account is configured: texts name theirs. */
  readonly namesAccount: boolean
}

/** An account that was computed, as input for a decision. */
export function computedAccount(risk: AccountRisk, tiers: TierTable): AccountInput {
  return {
    account: risk.account,
    sight: sightOf(risk),
    readings: readingsOf(risk, tiers),
    unreadableSymbols: risk.unreadable.map(({ symbol }) => symbol),
  }
}

/** An account that could not be read at all. */
export function lostAccount(account: string, why: string): AccountInput {
  return { account, sight: sightLost(account, why), readings: null, unreadableSymbols: [] }
}

/** How texts are to be written in this evaluation. */
export function textOptions({ nowMs, remedies }: DecisionInput, { detail, namesAccount }: AlertPolicy): TextOptions {
  return { nowMs, detail, namesAccount, remedies }
}
