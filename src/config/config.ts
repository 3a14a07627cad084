import type { Decimal } from '../model/decimal.ts'
import type { TierTable } from '../model/tiers.ts'
import type { SecretReference } from './secret-reference.ts'

/** Base URLs that replace Binance's own, under the names that the client library uses. */
export const ENDPOINT_NAMES = [
  'httpBase',
  'httpFutures',
  'httpDelivery',
  'wsBase',
  'wsFutures',
  'wsFuturesMarket',
  'wsFuturesPrivate',
] as const
export type EndpointName = (typeof ENDPOINT_NAMES)[number]

export const ENVIRONMENTS = ['live', 'testnet', 'demo'] as const
export type Environment = (typeof ENVIRONMENTS)[number]

/** One Binance account and the way in. */
export interface AccountSettings {
  readonly name: string
  readonly apiKey: SecretReference
  /** HMAC secret, or an Ed25519 or RSA private key as PEM. */
  readonly apiSecret: SecretReference
  readonly environment: Environment
  readonly allowTradingKey: boolean
  readonly trustEndpoints: boolean
  readonly coinM: 'report' | 'ignore'
  readonly endpoints: Readonly<Partial<Record<EndpointName, string>>>
}

/** How often an alert repeats while the reading stands in a tier. */
export interface Reminder {
  readonly tier: Decimal
  readonly minutes: number
}

export interface AlertSettings {
  /** Percent points that the distance must stand above a tier before it comes down. */
  readonly rearmPct: Decimal
  readonly rearmSeconds: number
  /** Outermost tier first; a tier that is absent is told once. */
  readonly reminders: readonly Reminder[]
  /** A share of the distance lost in a short time alerts whatever the tier; `null` switches it off. */
  readonly fast: { readonly lossPct: Decimal; readonly minutes: number } | null
  /** `brief` leaves out sizes and equity. */
  readonly detail: 'full' | 'brief'
}

/** A header of a webhook; its value may be a secret. */
export interface HeaderSettings {
  readonly name: string
  readonly value: SecretReference
}

/** One way to reach a person, by type. URLs and tokens are references, resolved when the channel is first used. */
export type ChannelSettings =
  | { readonly type: 'desktop'; readonly name: string }
  | {
      readonly type: 'telegram'
      readonly name: string
      readonly botToken: SecretReference
      readonly chatId: string
    }
  | { readonly type: 'discord' | 'slack'; readonly name: string; readonly url: SecretReference }
  | {
      readonly type: 'ntfy'
      readonly name: string
      readonly url: SecretReference
      readonly token: SecretReference | null
    }
  | {
      readonly type: 'webhook'
      readonly name: string
      readonly url: SecretReference
      readonly headers: readonly HeaderSettings[]
    }
  | { readonly type: 'command'; readonly name: string; readonly argv: readonly string[] }

/** Which channels take which alerts. */
export interface Routes {
  /** Outermost tier first. */
  readonly byTier: readonly { readonly tier: Decimal; readonly channels: readonly string[] }[]
  /** Loss of sight, its return, and drift. */
  readonly blind: readonly string[]
}

export interface RuleSettings {
  /** `beginner` also warns at any cross position. */
  readonly profile: 'default' | 'beginner'
  /** Percent of equity risked per trade: advised, and at most. */
  readonly riskPerTradePct: readonly [Decimal, Decimal]
  /** Funding per 8 hours in percent above which new longs are warned of. */
  readonly fundingLongPct: Decimal
  /** Funding per 8 hours in percent (negative) below which new shorts are warned of. */
  readonly fundingShortPct: Decimal
  readonly atr: { readonly period: number; readonly interval: string; readonly multiple: Decimal }
  /** Funding per 8 hours in percent beyond which a position should be smaller. */
  readonly fundingSizeCutPct: Decimal
  /** Whether funding that is received asks for a smaller size too. */
  readonly fundingBothSigns: boolean
  /** Percent of the cushion that funding may take a day. */
  readonly fundingCushionPct: Decimal
  /** Percent of the allowed leverage above which an expensive exit is a failure. */
  readonly leverageSharePct: Decimal
  /** Percent of the way to liquidation that leaving at market may cost. */
  readonly exitCostPct: Decimal
  /** Percent that a mark may leave its entry, or a weight its share, before a review. */
  readonly rebalancePct: Decimal
  /** Percent within which a cross position should have its stop. */
  readonly stopWithinPct: Decimal
  /** A market is thin below this turnover of a day, or this much near the best price; quote asset. */
  readonly thinBook: { readonly dayVolume: Decimal; readonly depth: Decimal }
}

/** Where a config came from: a file, or only the two variables of the environment. */
export type ConfigSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'environment' }
  | { readonly kind: 'built-in' }

/** XDG folders of the program. They need not exist yet. */
export interface Folders {
  readonly config: string
  readonly state: string
  readonly cache: string
}

/** Everything the user can decide, with defaults filled in and every value checked. */
export interface Config {
  readonly source: ConfigSource
  readonly folders: Folders
  readonly accounts: readonly AccountSettings[]
  readonly tiers: TierTable
  /** Account data older than this is missing data. */
  readonly staleSeconds: number
  readonly alerts: AlertSettings
  /** Empty means print only. */
  readonly channels: readonly ChannelSettings[]
  readonly routes: Routes
  readonly rules: RuleSettings
  readonly openInterest: { readonly alert: boolean; readonly zScore: Decimal }
  readonly crossCheck: {
    readonly thresholdPct: Decimal
    readonly smallCapPct: Decimal
    /** `null` for no key. */
    readonly coingeckoKey: SecretReference | null
    readonly cryptocompareKey: SecretReference | null
  }
  /** Files are absolute paths. */
  readonly calendar: { readonly files: readonly string[]; readonly windowHours: number }
  readonly margin: { readonly autoTopUp: boolean }
  readonly store: { readonly keepDays: number }
}
