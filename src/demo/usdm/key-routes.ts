import { Refusal, type Route } from '../route.ts'
import type { Venue } from '../venue.ts'

const DAY_MS = 86_400_000
const FLAGS = [
  'enableReading',
  'enableWithdrawals',
  'enableInternalTransfer',
  'enableMargin',
  'enableFutures',
  'permitsUniversalTransfer',
  'enableVanillaOptions',
  'enableFixApiTrade',
  'enableFixReadOnly',
  'enableSpotAndMarginTrading',
  'enablePortfolioMarginTrading',
] as const

function restrictionsReply(venue: Venue): unknown {
  const { restrictions } = venue
  if (restrictions === null) throw new Refusal(0, 'not found', { status: 404, body: '' })
  const flags = Object.fromEntries(FLAGS.map((flag) => [flag, restrictions[flag] ?? false]))
  return { ipRestrict: true, createTime: venue.world.startAtMs - 90 * DAY_MS, ...flags, ...restrictions }
}

/** What a key may do, which products are on, and the key of the user stream. */
export function keyRoutes(venue: Venue): readonly Route[] {
  return [...walletRoutes(venue), ...listenKeyRoutes(venue)]
}

function walletRoutes(venue: Venue): readonly Route[] {
  const signed = (path: string, answer: () => unknown): Route => ({
    method: 'GET',
    security: 'SIGNED',
    pool: 'sapiIp',
    weight: 1,
    required: [],
    path,
    answer,
  })
  return [
    signed('/sapi/v1/account/apiRestrictions', () => restrictionsReply(venue)),
    signed('/sapi/v1/account/info', () => ({
      vipLevel: 0,
      isMarginEnabled: true,
      isFutureEnabled: true,
      isOptionsEnabled: false,
      isPortfolioMarginRetailEnabled: venue.isPortfolioMargin,
    })),
  ]
}

function listenKeyRoutes(venue: Venue): readonly Route[] {
  const { listenKeys } = venue
  const route = (method: Route['method'], answer: (apiKey: string) => unknown): Route => ({
    method,
    path: '/fapi/v1/listenKey',
    security: 'KEY',
    pool: 'futures',
    weight: 1,
    required: [],
    answer: (request) => answer(request.apiKey ?? ''),
  })
  return [
    route('POST', (apiKey) => ({ listenKey: listenKeys.open(apiKey, venue.world.nowMs()) })),
    route('PUT', (apiKey) => ({ listenKey: listenKeys.extend(apiKey, venue.world.nowMs()) })),
    route('DELETE', (apiKey) => {
      const listenKey = listenKeys.remove(apiKey)
      if (listenKey !== null) venue.publish({ e: 'listenKeyExpired', E: venue.world.nowMs(), listenKey })
      return {}
    }),
  ]
}
