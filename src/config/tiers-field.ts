import * as z from 'zod/mini'
import { type Decimal, d } from '../model/decimal.ts'
import { plainSymbol } from '../model/symbols.ts'
import type { TierTable } from '../model/tiers.ts'
import { type Context, readDecimal, report, transformed } from './fields.ts'

/** The guidance's tiers: percent of distance to liquidation. */
export const DEFAULT_TIERS: readonly Decimal[] = [d('15'), d('10'), d('5')]
const MOST_TIERS = 8

/** A plain list, or an object of lists by symbol with an optional `default`. Lists come out largest first. */
export const tiersField = transformed(z.unknown(), (raw, context): TierTable => {
  if (Array.isArray(raw)) return { default: readTiers(raw, [], context), bySymbol: new Map() }
  if (typeof raw !== 'object' || raw === null) {
    report(context, 'must be a list of numbers, or an object with such lists by symbol')
    return z.NEVER
  }
  const lists = Object.entries(raw).map(([name, list]) => [name, readTiers(list, [name], context)] as const)
  return {
    default: lists.find(([name]) => name === 'default')?.[1] ?? DEFAULT_TIERS,
    bySymbol: new Map(lists.filter(([name]) => name !== 'default').map(([name, list]) => [plainSymbol(name), list])),
  }
})

function readTiers(raw: unknown, path: readonly string[], context: Context): readonly Decimal[] {
  if (!Array.isArray(raw)) {
    report(context, 'must be a list of numbers', path)
    return []
  }
  if (raw.length < 1 || raw.length > MOST_TIERS) report(context, `must have 1 to ${MOST_TIERS} tiers`, path)
  const tiers: Decimal[] = []
  raw.forEach((value, index) => {
    const tier = readDecimal(value)
    if (tier === null || tier.lte(d('0')) || tier.gte(d('100'))) {
      report(context, 'must be a number above 0 and below 100', [...path, String(index)])
    } else if (tiers.some((other) => other.eq(tier))) {
      report(context, `${tier.toFixed()} stands twice`, [...path, String(index)])
    } else {
      tiers.push(tier)
    }
  })
  return tiers.sort((a, b) => b.cmp(a))
}
