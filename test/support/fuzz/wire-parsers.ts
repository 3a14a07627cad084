import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import {
  parseAccount,
  parseAccountConfig,
  parsePositions,
  parseSymbolConfigs,
} from '../../../src/exchange/binance/parse-account.ts'
import { parseBrackets } from '../../../src/exchange/binance/parse-brackets.ts'
import * as history from '../../../src/exchange/binance/parse-history.ts'
import * as margin from '../../../src/exchange/binance/parse-margin.ts'
import * as market from '../../../src/exchange/binance/parse-market.ts'
import * as data from '../../../src/exchange/binance/parse-market-data.ts'
import { parseOpenAlgoOrders, parseOpenOrders } from '../../../src/exchange/binance/parse-orders.ts'
import {
  parseCoinMSymbols,
  parseIsPortfolioMargin,
  parseKeyPermissions,
} from '../../../src/exchange/binance/parse-permissions.ts'
import { type ParseJson, quickOrCareful } from '../../../src/exchange/binance/reply-json.ts'
import { UnreadableReply } from '../../../src/exchange/binance/rows.ts'
import { d } from '../../../src/model/decimal.ts'
import type { FuzzedParser } from './fuzzed-parser.ts'
import { leafText, valueAt } from './json-tree.ts'
import { exactNumber } from './tokens.ts'

const folder = new URL('../../fixtures/binance/', import.meta.url)
const fixture = (name: string): string => readFileSync(new URL(`${name}.json`, folder), 'utf8')

/** One part of the file with all margin replies, cut out of its text so that no digit is lost. */
function marginFixture(part: string): string {
  const text = fixture('margin')
  const start = text.indexOf(`\n  "${part}": `) + part.length + 7
  const end = text.slice(start).search(/,?\n( {2}"|\})/)
  return text.slice(start, start + end)
}

const fromLibrary = createRequire(createRequire(import.meta.url).resolve('binance-api-node'))
const readJson: ParseJson = quickOrCareful(fromLibrary('json-bigint').parse)

/** What the client makes of a reply that is no JSON: a failure of its own, so nothing that a parser has to survive. */
class NoJson extends Error {
  override readonly name = 'NoJson'
}

function wireJson(text: string): unknown {
  try {
    return readJson(text)
  } catch {
    throw new NoJson('not JSON')
  }
}

type Options = Partial<Omit<FuzzedParser, 'name' | 'text' | 'parse'>>

function wire(name: string, text: string, parse: (body: unknown) => unknown, options: Options = {}): FuzzedParser {
  return { name, text, parse: (given) => parse(wireJson(given)), refusals: [UnreadableReply, NoJson], ...options }
}

/** What is left of an order: its quantity minus what was executed, both of the same row. */
const remainder: NonNullable<FuzzedParser['derived']> = (value, tree, place) => {
  const row = place.slice(0, -1)
  return ['origQty', 'executedQty'].flatMap((field) => {
    const other = exactNumber(String(JSON.parse(leafText(valueAt(tree, [...row, field])))))
    return other === null ? [] : [value.minus(d(other)), d(other).minus(value)]
  })
}

const A_SYMBOL = 'BTCUSDT'

/** Every parser of a reply, with a documented payload. */
export const WIRE_PARSERS: readonly FuzzedParser[] = [
  wire('parseAccount', fixture('account'), parseAccount),
  wire('parsePositions', fixture('position-risk'), parsePositions),
  wire('parseAccountConfig', fixture('account-config'), parseAccountConfig),
  wire('parseSymbolConfigs', fixture('symbol-config'), parseSymbolConfigs),
  wire('parseBrackets', fixture('leverage-bracket'), parseBrackets),
  wire('parseFills', fixture('user-trades'), history.parseFills),
  wire('parseForceOrders', fixture('force-orders'), history.parseForceOrders),
  wire('parseIncome', fixture('income'), history.parseIncome),
  wire('parseAlgoHistory', fixture('all-algo-orders'), history.parseAlgoHistory, { leavesOut: true }),
  wire('parseMarginChanges', fixture('position-margin-history'), history.parseMarginChanges, { signs: ['type'] }),
  wire('parseCommissionRate', fixture('commission-rate'), history.parseCommissionRate),
  wire('parseAdlQuantiles', fixture('adl-quantile'), history.parseAdlQuantiles),
  wire('parseMark', fixture('premium-index'), (body) => market.parseMark(body, A_SYMBOL)),
  wire('parseAllMarks', fixture('premium-index-all'), (body) => market.parseAllMarks(body, null)),
  wire('parseAllMarks', fixture('premium-index-all'), (body) => market.parseAllMarks(body, new Set([A_SYMBOL]))),
  wire('parseFundingInfo', fixture('funding-info'), market.parseFundingInfo),
  wire('parseAssetRate', JSON.stringify(JSON.parse(fixture('asset-index'))[0]), market.parseAssetRate),
  wire('parseAllAssetRates', fixture('asset-index'), market.parseAllAssetRates),
  wire('parseExchangeInfo', fixture('exchange-info'), market.parseExchangeInfo),
  wire('parseCandles', fixture('klines'), market.parseCandles),
  wire('parseFundingHistory', fixture('funding-rate'), data.parseFundingHistory),
  wire('parseOpenInterest', fixture('open-interest'), data.parseOpenInterest),
  wire('parseOpenInterestHistory', fixture('open-interest-hist'), data.parseOpenInterestHistory),
  wire('parseOrderBook', fixture('depth'), data.parseOrderBook),
  wire('parseDayTicker', fixture('ticker-24hr'), data.parseDayTicker),
  wire('parseAllDayTickers', `[${fixture('ticker-24hr')}]`, data.parseAllDayTickers),
  // The venue hides a price by writing −1: all that is not above 0 reads as hidden.
  wire('parseConstituents', fixture('constituents'), data.parseConstituents, { isHidden: (value) => value.lte('0') }),
  wire('parseInsuranceFunds', fixture('insurance-balance'), data.parseInsuranceFunds),
  wire('parseSpotPrice', '{"symbol":"BTCUSDT","price":"94180.50000000"}', data.parseSpotPrice),
  wire('parseSymbolAdlRisk', fixture('symbol-adl-risk'), data.parseSymbolAdlRisk),
  wire('parseOpenOrders', fixture('open-orders'), parseOpenOrders, { derived: remainder }),
  wire('parseOpenAlgoOrders', fixture('open-algo-orders'), parseOpenAlgoOrders),
  wire('parseKeyPermissions', fixture('api-restrictions'), parseKeyPermissions),
  wire('parseIsPortfolioMargin', '{"isPortfolioMarginRetailEnabled":true,"vipLevel":0}', parseIsPortfolioMargin),
  wire('parseCoinMSymbols', fixture('coin-m-position-risk'), parseCoinMSymbols),
  wire('parseCrossMargin', marginFixture('account'), margin.parseCrossMargin),
  // Binance writes a zero that it has not computed yet into the level of a new pair.
  wire('parseIsolatedMargin', marginFixture('isolated'), margin.parseIsolatedMargin),
  wire('parseMarginCoefficients', marginFixture('tradeCoeff'), margin.parseMarginCoefficients),
  wire('parseIsolatedTiers', marginFixture('tiers'), margin.parseIsolatedTiers),
  wire('parseCollateralBands', marginFixture('collateralRatio'), margin.parseCollateralBands),
  wire('parseMarginPairs', marginFixture('allPairs'), margin.parseMarginPairs),
  wire('parseMarginPriceIndex', marginFixture('priceIndex'), (body) => margin.parseMarginPriceIndex(body, A_SYMBOL)),
  wire('parseForcedMarginOrders', marginFixture('forceLiquidationRec'), margin.parseForcedMarginOrders),
  wire('parseNextHourlyInterest', marginFixture('nextHourlyInterestRate'), margin.parseNextHourlyInterest),
  wire('parseMarginInterest', marginFixture('interestHistory'), margin.parseMarginInterest),
  wire('parseMarginFlows', marginFixture('capitalFlow'), margin.parseMarginFlows),
  wire('parseSpotBalances', marginFixture('spotAccount'), margin.parseSpotBalances),
  wire('parseAllSpotPrices', marginFixture('ticker'), margin.parseAllSpotPrices, { leavesOut: true }),
]
