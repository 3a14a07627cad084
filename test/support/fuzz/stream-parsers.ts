import { LiqwatchError } from '../../../src/errors.ts'
import { parseBracketNews, parseMarkFrame, parseUserFrame } from '../../../src/exchange/binance/parse-stream.ts'
import { UnreadableReply } from '../../../src/exchange/binance/rows.ts'
import { parseExactJson } from '../../../src/exchange/exact-json.ts'
import { parseSimplePrice } from '../../../src/exchange/reference/coingecko.ts'
import { parsePriceMulti, parseTicks } from '../../../src/exchange/reference/cryptocompare.ts'
import type { FuzzedParser } from './fuzzed-parser.ts'

/** What a socket makes of a text that is no JSON: trouble, told without a parser. */
class NoFrame extends Error {
  override readonly name = 'NoFrame'
}

function frameOf(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch {
    throw new NoFrame('not JSON')
  }
}

function frame(name: string, payload: unknown, parse: (frame: unknown) => unknown): FuzzedParser {
  return {
    name,
    text: JSON.stringify(payload),
    parse: (text) => parse(frameOf(text)),
    refusals: [UnreadableReply, NoFrame],
    fallbacks: ['T'],
  }
}

function reference(name: string, payload: unknown, parse: (body: unknown) => unknown): FuzzedParser {
  return {
    ...frame(name, payload, parse),
    refusals: [LiqwatchError, NoFrame],
    // Sources tell seconds, and milliseconds are what we count in.
    derived: (value) => [value.times('1000')],
  }
}

const AT = { E: 1_795_300_805_010, T: 1_795_300_805_002 }
const MARK = {
  e: 'markPriceUpdate',
  E: 1_795_300_805_000,
  s: 'BTCUSDT',
  p: '92000.10000000',
  i: '92021.40510638',
  P: '92052.11',
  r: '-0.00010000',
  T: 1_795_305_600_000,
  st: 1,
}
const POSITION = { s: 'BTCUSDT', pa: '-0.375', ep: '92216.70', up: '-137.47', mt: 'isolated', iw: '610.5', ps: 'BOTH' }
const BALANCE = { a: 'USDT', wb: '2994.225', cw: '2374.225', bc: '0' }
const ORDER = { s: 'SOLUSDT', c: 'autoclose-17', S: 'SELL', o: 'LIMIT', X: 'NEW', ps: 'LONG', q: '4', z: '0' }
const WANTED = new Set(['BTCUSDT', 'ETHUSDT'])
const COINS = ['BTC', 'ETH']

const marks = (payload: unknown) => frame('parseMarkFrame', payload, (given) => parseMarkFrame(given, WANTED))
const user = (payload: object) => frame('parseUserFrame', payload, parseUserFrame)

/** Every parser of a frame, and of a reply of a source outside Binance. */
export const STREAM_PARSERS: readonly FuzzedParser[] = [
  marks(MARK),
  marks({ stream: 'btcusdt@markPrice@1s', data: MARK }),
  marks([MARK, { ...MARK, s: 'ETHUSDT', p: '3060' }, { ...MARK, s: 'BTCUSD_PERP', st: 2 }]),
  frame(
    'parseBracketNews',
    { e: 'contractInfo', E: AT.E, s: 'BTCUSDT', cs: 'TRADING', bks: [{ bs: 1, bnc: 5000 }] },
    (given) => parseBracketNews(given, WANTED),
  ),
  user({ e: 'ACCOUNT_UPDATE', ...AT, a: { m: 'ORDER', B: [BALANCE], P: [POSITION] } }),
  user({ stream: 'x', data: { e: 'ACCOUNT_UPDATE', ...AT, st: 1, a: { m: 'FUNDING_FEE', B: [BALANCE], P: [] } } }),
  user({ e: 'ORDER_TRADE_UPDATE', ...AT, o: ORDER }),
  user({ e: 'ALGO_UPDATE', ...AT, o: { ...ORDER, caid: 'sl-1' } }),
  user({ e: 'ACCOUNT_CONFIG_UPDATE', ...AT, ac: { s: 'BTCUSDT', l: 25 } }),
  user({ e: 'ACCOUNT_CONFIG_UPDATE', ...AT, ai: { j: true } }),
  user({ e: 'MARGIN_CALL', E: AT.E, cw: '3.16', p: [{ s: 'BTCUSDT', ps: 'LONG', pa: '1.327' }] }),
  user({ e: 'listenKeyExpired', E: AT.E, listenKey: 'pqia91ma19a5s61cv6a81va65sdf19v8a65a1' }),
  reference(
    'parseSimplePrice',
    { bitcoin: { usd: 91861.23, last_updated_at: 1_795_300_755 }, ethereum: { usd: 3060.5 } },
    parseSimplePrice,
  ),
  reference(
    'parseTicks',
    {
      Data: { 'BTC-USD': { VALUE: 91859.1, VALUE_LAST_UPDATE_TS: 1_795_300_800 }, 'ETH-USD': { VALUE: 3060 } },
      Err: {},
    },
    (body) => parseTicks(body, COINS),
  ),
  reference('parsePriceMulti', { BTC: { USD: 91858 }, ETH: { USD: 3059.25 } }, (body) => parsePriceMulti(body, COINS)),
  reference('parsePriceMulti', { BTC: { USD: 1 }, Response: 'Success', Message: 'rate limit' }, (body) =>
    parsePriceMulti(body, COINS),
  ),
]
