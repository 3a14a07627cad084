import { ExchangeError } from '../../errors.ts'
import type { TimeSpan } from '../../model/account-history.ts'
import type { AccountHistory, Exchange } from '../../ports/exchange.ts'
import type { UserStreamKeys } from '../../ports/streams.ts'
import { type Call, fetchParsed, fetchRows, type Warn } from './calls.ts'
import { ENDPOINTS, type Params } from './endpoints.ts'
import { listenKeyText, record } from './fields.ts'
import type { Environment } from './hosts.ts'
import { parseAccount, parseAccountConfig, parsePositions, parseSymbolConfigs } from './parse-account.ts'
import { parseBrackets } from './parse-brackets.ts'
import {
  parseAdlQuantiles,
  parseAlgoHistory,
  parseCommissionRate,
  parseFills,
  parseForceOrders,
  parseIncome,
  parseMarginChanges,
} from './parse-history.ts'
import { parseOpenAlgoOrders, parseOpenOrders } from './parse-orders.ts'
import { parseCoinMSymbols, parseKeyPermissions } from './parse-permissions.ts'
import { explainRefusals } from './portfolio-margin.ts'
import type { Requests } from './requests.ts'
import { type BySymbol, readValue } from './rows.ts'

type AccountCalls = Pick<
  Exchange,
  | 'fetchAccount'
  | 'fetchPositions'
  | 'fetchAccountConfig'
  | 'fetchSymbolConfigs'
  | 'fetchBrackets'
  | 'fetchOpenOrders'
  | 'fetchOpenAlgoOrders'
  | 'fetchKeyPermissions'
  | 'fetchCoinMSymbols'
>

const LISTEN_KEY = record({ listenKey: listenKeyText })
const MOST_ROWS = 1_000
const MOST_FORCE_ORDERS = 100
const MOST_MARGIN_CHANGES = 500

/** The signed calls about the account's present state. */
export function accountCalls(requests: Requests, environment: Environment, warn: Warn): AccountCalls {
  const explaining = explainRefusals(requests)
  const one = <T>(call: Call<T>) => explaining((deadlineMs) => fetchParsed(requests, { ...call, deadlineMs }))
  const rows = <T>(call: Call<BySymbol<T>>) =>
    explaining((deadlineMs) => fetchRows(requests, { ...call, deadlineMs }, warn))
  return {
    fetchAccount: () => one({ endpoint: ENDPOINTS.account, parse: parseAccount }),
    fetchPositions: () => one({ endpoint: ENDPOINTS.positionRisk, parse: parsePositions }),
    fetchAccountConfig: () => one({ endpoint: ENDPOINTS.accountConfig, parse: parseAccountConfig }),
    fetchSymbolConfigs: () => rows({ endpoint: ENDPOINTS.symbolConfig, parse: parseSymbolConfigs }),
    fetchBrackets: () => rows({ endpoint: ENDPOINTS.leverageBracket, parse: parseBrackets }),
    fetchOpenOrders: (symbol) =>
      one({ endpoint: ENDPOINTS.openOrders, params: ofSymbol(symbol), parse: parseOpenOrders }),
    fetchOpenAlgoOrders: (symbol) =>
      one({ endpoint: ENDPOINTS.openAlgoOrders, params: ofSymbol(symbol), parse: parseOpenAlgoOrders }),
    fetchKeyPermissions: async () => {
      if (environment !== 'live') return null
      return nullWhenNotAvailable(
        fetchParsed(requests, { endpoint: ENDPOINTS.apiRestrictions, parse: parseKeyPermissions }),
      )
    },
    fetchCoinMSymbols: () => fetchParsed(requests, { endpoint: ENDPOINTS.coinMPositionRisk, parse: parseCoinMSymbols }),
  }
}

/** The signed calls about what happened to the account. */
export function accountHistory(requests: Requests, warn: Warn): AccountHistory {
  const one = <T>(call: Call<T>) => fetchParsed(requests, call)
  return {
    fetchUserTrades: (symbol, span) =>
      one({ endpoint: ENDPOINTS.userTrades, params: { symbol, ...within(span, MOST_ROWS) }, parse: parseFills }),
    fetchIncome: (symbol, span, type) =>
      one({
        endpoint: ENDPOINTS.income,
        params: { ...ofSymbol(symbol), incomeType: type, ...within(span, MOST_ROWS) },
        parse: parseIncome,
      }),
    fetchForceOrders: (symbol, span) =>
      one({
        endpoint: ENDPOINTS.forceOrders,
        params: { ...ofSymbol(symbol), ...within(span, MOST_FORCE_ORDERS) },
        parse: parseForceOrders,
      }),
    fetchMarginChanges: (symbol, span) =>
      one({
        endpoint: ENDPOINTS.positionMarginHistory,
        params: { symbol, ...within(span, MOST_MARGIN_CHANGES) },
        parse: parseMarginChanges,
      }),
    fetchAlgoOrders: (symbol, span) =>
      one({
        endpoint: ENDPOINTS.allAlgoOrders,
        params: { symbol, ...within(span, MOST_ROWS) },
        parse: parseAlgoHistory,
      }),
    fetchCommissionRate: (symbol) =>
      one({ endpoint: ENDPOINTS.commissionRate, params: { symbol }, parse: parseCommissionRate }),
    fetchAdlQuantiles: () => fetchRows(requests, { endpoint: ENDPOINTS.adlQuantile, parse: parseAdlQuantiles }, warn),
  }
}

/** The listen key by POST and PUT; there is no way to delete it. */
export function userStreamKeys(requests: Requests): UserStreamKeys {
  return {
    createListenKey: () =>
      fetchParsed(requests, {
        endpoint: ENDPOINTS.createListenKey,
        parse: (body) => readValue(LISTEN_KEY, body, '').listenKey,
      }),
    keepListenKeyAlive: async (listenKey) => {
      await requests.call(ENDPOINTS.keepListenKey, { listenKey })
    },
  }
}

async function nullWhenNotAvailable<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading
  } catch (error) {
    if (error instanceof ExchangeError && error.code === 'not-available') return null
    throw error
  }
}

function ofSymbol(symbol: string | null): Params {
  return symbol === null ? {} : { symbol }
}

function within({ fromMs, toMs }: TimeSpan, limit: number): Params {
  return { startTime: fromMs, endTime: toMs, limit }
}
