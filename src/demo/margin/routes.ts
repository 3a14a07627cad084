import { type Query, Refusal, type Route, type Security } from '../route.ts'
import type { World } from '../world.ts'
import { crossAccount, isolatedAccount, liquidationLoan, marginOpenOrders, tradeCoeff } from './account-reply.ts'
import {
  allAssets,
  allPairs,
  crossMarginCollateralRatio,
  crossMarginData,
  isolatedAllPairs,
  isolatedMarginData,
  isolatedMarginTier,
  nextHourlyInterestRate,
  priceIndex,
  riskBasedLiquidationRatio,
} from './listing-replies.ts'
import { capitalFlow, forceLiquidationRec, interestHistory } from './record-replies.ts'

interface Terms {
  readonly security: Security
  readonly weight: Route['weight']
  readonly pool?: 'sapiIp' | 'sapiUid'
  readonly required?: readonly string[]
}

function marginRoute(name: string, terms: Terms, answer: (query: Query, world: World) => unknown): Route {
  return {
    method: 'GET',
    path: `/sapi/v1/margin/${name}`,
    security: terms.security,
    pool: terms.pool ?? 'sapiIp',
    weight: terms.weight,
    required: terms.required ?? [],
    answer: (request, world) => answer(request.query, world),
  }
}

function weightBy(parameter: string, withIt: number, without: number): (query: Query) => number {
  return (query) => (query.has(parameter) ? withIt : without)
}

function withdrawn(): never {
  throw new Refusal(-1020, 'This operation is not supported.', { status: 410 })
}

/** Spot margin: cross and isolated accounts, bars, tiers, interest, and what a liquidation leaves behind. */
export const marginRoutes: readonly Route[] = [
  marginRoute('account', { security: 'SIGNED', weight: 10 }, (_query, world) => crossAccount(world)),
  marginRoute('isolated/account', { security: 'SIGNED', weight: 10 }, isolatedAccount),
  marginRoute('tradeCoeff', { security: 'SIGNED', weight: 10 }, (_query, world) => tradeCoeff(world)),
  marginRoute('crossMarginData', { security: 'SIGNED', weight: weightBy('coin', 1, 5) }, crossMarginData),
  marginRoute('isolatedMarginData', { security: 'SIGNED', weight: weightBy('symbol', 1, 10) }, isolatedMarginData),
  marginRoute('isolatedMarginTier', { security: 'SIGNED', weight: 1, required: ['symbol'] }, isolatedMarginTier),
  marginRoute('crossMarginCollateralRatio', { security: 'KEY', weight: 100 }, crossMarginCollateralRatio),
  marginRoute('risk-based-liquidation-ratio', { security: 'KEY', weight: 1 }, riskBasedLiquidationRatio),
  marginRoute('priceIndex', { security: 'KEY', weight: 10, required: ['symbol'] }, priceIndex),
  marginRoute('allPairs', { security: 'KEY', weight: 1 }, allPairs),
  marginRoute('isolated/allPairs', { security: 'KEY', weight: 10 }, isolatedAllPairs),
  marginRoute('allAssets', { security: 'KEY', weight: 1 }, allAssets),
  marginRoute('forceLiquidationRec', { security: 'SIGNED', weight: 1 }, forceLiquidationRec),
  marginRoute('interestHistory', { security: 'SIGNED', weight: 1 }, interestHistory),
  marginRoute(
    'next-hourly-interest-rate',
    { security: 'SIGNED', weight: 100, required: ['assets', 'isIsolated'] },
    nextHourlyInterestRate,
  ),
  marginRoute('openOrders', { security: 'SIGNED', weight: 10 }, marginOpenOrders),
  marginRoute('capital-flow', { security: 'SIGNED', weight: 100 }, capitalFlow),
  marginRoute('liquidation-loan', { security: 'SIGNED', weight: 100, pool: 'sapiUid' }, (_query, world) =>
    liquidationLoan(world),
  ),
  marginRoute('leverageBracket', { security: 'KEY', weight: 1 }, withdrawn),
]
