import * as z from 'zod/mini'
import { d } from '../model/decimal.ts'
import { CANDLE_INTERVALS } from '../model/market.ts'
import { channelsField, routesField, routesToAll } from './channels-field.ts'
import type { AccountSettings, Config, EndpointName } from './config.ts'
import { ENDPOINT_NAMES, ENVIRONMENTS } from './config.ts'
import {
  decimal,
  entryName,
  flag,
  meant,
  oneOf,
  readDecimal,
  report,
  secret,
  section,
  text,
  transformed,
  whole,
} from './fields.ts'
import { DEFAULT_TIERS, tiersField } from './tiers-field.ts'

const DAY_MINUTES = 1440
const DEFAULT_REMINDERS = { '10': 30, '5': 5 }

function baseUrl(scheme: 'http' | 'ws') {
  const error = `must be a URL that begins with ${scheme}:// or ${scheme}s://`
  const isUsable = (value: string): boolean => URL.canParse(value) && new RegExp(`^${scheme}s?://`, 'i').test(value)
  return z.optional(z.string({ error }).check(z.refine(isUsable, { error })))
}

const endpointShape: Record<EndpointName, ReturnType<typeof baseUrl>> = {
  httpBase: baseUrl('http'),
  httpFutures: baseUrl('http'),
  httpDelivery: baseUrl('http'),
  wsBase: baseUrl('ws'),
  wsFutures: baseUrl('ws'),
  wsFuturesMarket: baseUrl('ws'),
  wsFuturesPrivate: baseUrl('ws'),
}

const endpoints = transformed(section(endpointShape), (given): AccountSettings['endpoints'] =>
  Object.fromEntries(ENDPOINT_NAMES.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]]]))),
)

const account = section({
  apiKey: secret,
  apiSecret: secret,
  environment: z._default(oneOf(ENVIRONMENTS), 'live'),
  allowTradingKey: z._default(flag(), false),
  trustEndpoints: z._default(flag(), false),
  coinM: z._default(oneOf(['report', 'ignore']), 'report'),
  endpoints: z._default(endpoints, {}),
})

const accountName = entryName.check(
  z.refine((name) => name.toLowerCase() !== 'all', {
    error: '"all" means every account and cannot be the name of one',
  }),
)

const accounts = transformed(
  z
    .record(accountName, account, { error: 'must be an object of accounts by name' })
    .check(z.refine((byName) => Object.keys(byName).length > 0, { error: 'must have at least one account' })),
  (byName): readonly AccountSettings[] => Object.entries(byName).map(([name, settings]) => ({ name, ...settings })),
)

const reminders = transformed(
  z.record(z.string(), whole(1, DAY_MINUTES), { error: 'must be an object of minutes by tier' }),
  (byTier, context) =>
    Object.entries(byTier)
      .flatMap(([key, minutes]) => {
        const tier = readDecimal(key)
        if (tier?.gt(d('0'))) return [{ tier, minutes }]
        report(context, 'must be a tier such as "10"', [key])
        return []
      })
      .sort((a, b) => b.tier.cmp(a.tier)),
)

const fast = transformed(
  z.union(
    [
      z.literal(false),
      section({
        lossPct: z.prefault(decimal({ over: '0', under: '100' }), 33),
        minutes: z._default(whole(1, DAY_MINUTES), 10),
      }),
    ],
    { error: 'must be false, or an object with lossPct (above 0, below 100) and minutes' },
  ),
  (value) => (value === false ? null : value),
)

const alerts = transformed(
  section({
    rearmPct: z.prefault(decimal({ atLeast: '0', under: '100' }), 1),
    rearmSeconds: z._default(whole(0, 86_400), 60),
    remindMinutes: z.prefault(reminders, DEFAULT_REMINDERS),
    fast: z.prefault(fast, {}),
    detail: z._default(oneOf(['full', 'brief']), 'full'),
  }),
  ({ remindMinutes, ...rest }) => ({ ...rest, reminders: remindMinutes }),
)

const percentOfEquity = decimal({ over: '0', atMost: '100' })

const riskPerTradePct = z
  .tuple([percentOfEquity, percentOfEquity], { error: 'must be two numbers: advised and at most' })
  .check(z.refine(([advised, most]) => advised.lte(most), { error: 'must not fall: advised first, then at most' }))

const rules = section({
  profile: z._default(oneOf(['default', 'beginner']), 'default'),
  riskPerTradePct: z.prefault(riskPerTradePct, [1, 3]),
  fundingLongPct: z.prefault(decimal({ over: '0', under: '100' }), '0.05'),
  fundingShortPct: z.prefault(decimal({ over: '-100', under: '0' }), '-0.07'),
  atr: z.prefault(
    section({
      period: z._default(whole(2, 500), 14),
      interval: z._default(oneOf(CANDLE_INTERVALS), '4h'),
      multiple: z.prefault(decimal({ over: '0', atMost: '100' }), '1.5'),
    }),
    {},
  ),
  fundingSizeCutPct: z.prefault(decimal({ over: '0', under: '100' }), '0.1'),
  fundingBothSigns: z._default(flag(), false),
  fundingCushionPct: z.prefault(decimal({ over: '0', atMost: '100' }), '1'),
  leverageSharePct: z.prefault(decimal({ over: '0', atMost: '100' }), '50'),
  exitCostPct: z.prefault(decimal({ over: '0', atMost: '100' }), '10'),
  rebalancePct: z.prefault(decimal({ over: '0', atMost: '1000' }), '10'),
  stopWithinPct: z.prefault(decimal({ over: '0', under: '100' }), '10'),
  thinBook: z.prefault(
    section({
      dayVolume: z.prefault(decimal({ atLeast: '0' }), '10000000'),
      depth: z.prefault(decimal({ atLeast: '0' }), '100000'),
    }),
    {},
  ),
})

const crossCheck = section({
  thresholdPct: z.prefault(decimal({ over: '0', under: '100' }), '0.3'),
  smallCapPct: z.prefault(decimal({ over: '0', under: '100' }), '1.5'),
  coingeckoKey: z._default(z.nullable(secret), null),
  cryptocompareKey: z._default(z.nullable(secret), null),
})

/** Everything but the accounts: with `{}` it yields the defaults. */
const settings = {
  tiers: z.prefault(
    tiersField,
    DEFAULT_TIERS.map((tier) => tier.toFixed()),
  ),
  staleSeconds: z._default(whole(1, 3600), 60),
  alerts: z.prefault(alerts, {}),
  channels: z.prefault(channelsField, { desktop: { type: 'desktop' } }),
  routes: z._default(z.nullable(routesField), null),
  rules: z.prefault(rules, {}),
  openInterest: z.prefault(
    section({
      alert: z._default(flag(), false),
      zScore: z.prefault(decimal({ over: '0', atMost: '100' }), 3),
    }),
    {},
  ),
  crossCheck: z.prefault(crossCheck, {}),
  calendar: z.prefault(
    section({
      files: z._default(z.array(text(), { error: 'must be a list of paths' }), []),
      windowHours: z._default(whole(1, 168), 24),
    }),
    {},
  ),
  margin: z.prefault(section({ autoTopUp: z._default(flag(), false) }), {}),
  store: z.prefault(section({ keepDays: z._default(whole(1, 36_500), 365) }), {}),
} as const

/** Decisions of a config document, before paths are made absolute. */
export type Settings = Omit<Config, 'source' | 'folders'>

/** One thing wrong in a config: `path` is the key's, dotted; empty for the document as a whole. */
export interface ConfigProblem {
  readonly path: string
  readonly message: string
}

export type CheckedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly ConfigProblem[] }

const documentSchema = section({ $schema: z.optional(z.string()), accounts, ...settings })
const defaultsSchema = section(settings)

/** The settings in a config document, or every problem found in it. No value of the document is in a problem. */
export function checkSettings(document: unknown): CheckedSettings {
  const result = documentSchema.safeParse(document, { jitless: true })
  const problems = [
    ...(result.error?.issues ?? []).flatMap((issue) => problemsOf(issue, document)),
    ...strayRoutes(document),
    ...prototypeKeys(document, []),
  ]
  if (!result.success || problems.length > 0) return { ok: false, problems }
  const { $schema: _, ...checked } = result.data
  return { ok: true, settings: withRoutes(checked) }
}

/** The default settings around accounts that come from elsewhere than a config file. */
export function defaultSettings(given: readonly AccountSettings[]): Settings {
  return withRoutes({ ...defaultsSchema.parse({}, { jitless: true }), accounts: given })
}

function withRoutes(checked: Omit<Settings, 'routes'> & { readonly routes: Settings['routes'] | null }): Settings {
  const innermost = checked.tiers.default.at(-1) ?? d('5')
  return { ...checked, routes: checked.routes ?? routesToAll(checked.channels, innermost) }
}

function problemsOf(issue: z.core.$ZodIssue, document: unknown): readonly ConfigProblem[] {
  const path = issue.path.map(String)
  if (issue.code === 'invalid_key') return issue.issues.map(({ message }) => ({ path: path.join('.'), message }))
  const isMissing = path.length > 0 && valueAt(document, path) === undefined
  if (isMissing && issue.code !== 'custom') return [{ path: path.join('.'), message: 'is missing' }]
  const message =
    issue.code === 'invalid_type' && issue.message.startsWith('Invalid input')
      ? `must be ${issue.expected === 'array' ? 'a list' : `an ${issue.expected}`}`
      : issue.message
  return [{ path: path.join('.'), message }]
}

function valueAt(document: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, key) => (typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined),
    document,
  )
}

/** Objects leave such a key out silently, and with it the account or channel behind it. */
function prototypeKeys(value: unknown, path: readonly string[]): readonly ConfigProblem[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) =>
    key === '__proto__'
      ? [{ path: [...path, key].join('.'), message: 'cannot be used as a key or name' }]
      : prototypeKeys(inner, [...path, key]),
  )
}

/** Routes that name a channel which does not exist. Read from the raw document, so that other problems do not hide it. */
function strayRoutes(document: unknown): readonly ConfigProblem[] {
  const routes = valueAt(document, ['routes'])
  const channels = valueAt(document, ['channels']) ?? { desktop: {} }
  if (typeof routes !== 'object' || routes === null || typeof channels !== 'object') return []
  const known = Object.keys(channels)
  return Object.entries(routes).flatMap(([key, names]) =>
    (Array.isArray(names) ? names : []).flatMap((name: unknown, index) =>
      typeof name !== 'string' || known.includes(name)
        ? []
        : [
            {
              path: `routes.${key}.${index}`,
              message: `${JSON.stringify(name)} is not a channel${meant(name, known)}`,
            },
          ],
    ),
  )
}
