import { expect } from 'vitest'
import type { RulesInput } from '../../src/risk/rules/rule.ts'
import { aBracket, anOrder, aPosition } from './builders.ts'
import { aRulesInput, judged, type RulesTraits } from './rules-input.ts'

const TEN_X = { quantity: '1', entryPrice: '100', isolatedWallet: '10' }

/** 10x isolated long of 1 at 100 with 10 of margin: liquidated at 90.3614. */
export const LONG = aPosition(TEN_X)
/** The same the other way round: liquidated at 109.5618. */
export const SHORT = aPosition({ ...TEN_X, side: 'SHORT' })
export const CROSS = aPosition({ quantity: '1', entryPrice: '100' })
export const ETH_SHORT = aPosition({ symbol: 'ETHUSDT', side: 'SHORT', quantity: '1', entryPrice: '100' })
/** No price liquidates it. */
export const FUNDED = aPosition({ ...TEN_X, isolatedWallet: '200' })
/** Its margin is gone: 10 − 11. */
export const LIQUIDATABLE = aPosition({ ...TEN_X, markPrice: '89' })
/** In profit by 10. */
export const WINNING = aPosition({ ...TEN_X, markPrice: '110' })

export const NO_BRACKETS = { brackets: new Map() } as const

export const stopAt = (triggerPrice: string) => anOrder({ triggerPrice, reduceOnly: true })
export const targetAt = (price: string) => anOrder({ type: 'LIMIT', price, reduceOnly: true })
/** The long with something else in the input. */
export const with1 = (input: Partial<RulesInput>, traits: RulesTraits = {}) =>
  aRulesInput({ positions: [LONG], ...traits, input })

/** A rule, its status, a part of its evidence, and the account it judges. */
export type Edge = readonly [id: string, status: string, says: string, input: RulesInput]

export function expectVerdict([id, status, says, input]: Edge): void {
  const verdict = judged(id, input)
  expect({ status: verdict.status, evidence: verdict.evidence.join(' | ') }).toEqual({
    status,
    evidence: expect.stringContaining(says),
  })
}

/** A rule, its status, all of its evidence, and the account it judges. */
export type Whole = readonly [id: string, status: string, evidence: readonly string[], input: RulesInput]

export function expectWhole([id, status, evidence, input]: Whole): void {
  const verdict = judged(id, input)
  expect({ status: verdict.status, evidence: verdict.evidence }).toEqual({ status, evidence })
}

/** A row that could not be read. */
export const UNREADABLE = {
  unreadable: [
    { symbol: 'XUSDT', positionSide: null, marginType: null, marginAsset: null, why: 'entryPrice is missing' },
  ],
} as const

/** Brackets that came without a single row. */
export const EMPTY_BRACKET = { brackets: new Map([['BTCUSDT', { ...aBracket(), rows: [] }]]) } as const

/** The same rate so many times. */
export const flat = (rate: string, count = 30): readonly string[] => Array.from({ length: count }, () => rate)
