import type { DemoRequest, Route } from '../route.ts'
import type { World } from '../world.ts'
import { simplePrice } from './coingecko.ts'
import { latestTick, priceMulti } from './cryptocompare.ts'

function foreignRoute(path: string, answer: (request: DemoRequest, world: World) => unknown): Route {
  return { method: 'GET', path, security: 'NONE', pool: 'free', weight: 0, required: [], answer }
}

/**
 * Price sources outside Binance, each under a prefix of its own on the same server: `/coingecko`, `/cryptocompare`
 * and `/coindesk` stand for the roots of their hosts.
 */
export const referenceRoutes: readonly Route[] = [
  foreignRoute('/coingecko/api/v3/simple/price', (request, world) => simplePrice(request.query, world)),
  foreignRoute('/cryptocompare/data/pricemulti', priceMulti),
  foreignRoute('/coindesk/index/cc/v1/latest/tick', latestTick),
]
