import { badParameter, invalidSymbol, type Query, type Route } from '../route.ts'
import type { World } from '../world.ts'
import { spotAccount } from './spot-account.ts'
import { spotPairs, spotPrice } from './spot-prices.ts'

/** Last trades of spot pairs: an object for `symbol`, an array for `symbols` (a JSON list) or for all. */
function tickerPrice(query: Query, world: World): unknown {
  const symbol = query.get('symbol')
  const wanted = symbol === undefined ? symbolList(query.get('symbols')) : [symbol]
  const pairs = spotPairs(world)
  const chosen =
    wanted === null ? pairs : wanted.map((name) => pairs.find((pair) => pair.symbol === name) ?? unknownSymbol())
  const rows = chosen.flatMap((pair) => {
    const price = spotPrice(world, pair, world.nowMs())
    return price === null ? [] : [{ symbol: pair.symbol, price }]
  })
  return symbol === undefined ? rows : (rows[0] ?? unknownSymbol())
}

function unknownSymbol(): never {
  throw invalidSymbol()
}

function symbolList(text: string | undefined): readonly string[] | null {
  if (text === undefined) return null
  try {
    const list: unknown = JSON.parse(text)
    if (Array.isArray(list) && list.every((item) => typeof item === 'string')) return list
  } catch {
    throw badParameter('symbols')
  }
  throw badParameter('symbols')
}

/** The spot host as far as a margin and price monitor needs it. */
export const spotRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/api/v3/time',
    security: 'NONE',
    pool: 'spot',
    weight: 1,
    required: [],
    answer: (_request, world) => ({ serverTime: world.nowMs() }),
  },
  {
    method: 'GET',
    path: '/api/v3/ticker/price',
    security: 'NONE',
    pool: 'spot',
    weight: (query) => (query.has('symbol') ? 2 : 4),
    required: [],
    answer: (request, world) => tickerPrice(request.query, world),
  },
  {
    method: 'GET',
    path: '/api/v3/account',
    security: 'SIGNED',
    pool: 'spot',
    weight: 20,
    required: [],
    answer: (request, world) => spotAccount(request.query, world),
  },
]
