import { expect, it } from 'vitest'
import type { AccountSource } from '../../../src/app/collect.ts'
import { observeAccount } from '../../../src/app/observe.ts'
import { aBracket, tierTable } from '../../support/builders.ts'
import { aRow, fakeExchange, fakeSource } from '../../support/fake-account-source.ts'

type FakeExchange = AccountSource['exchange']

const DAY_MS = 86_400_000
const ROWS = ['SOLUSDT', 'BTCUSDT', 'ETHUSDT', 'XRPUSDT', 'DOGEUSDT'].map((symbol) => aRow({ symbol }))

/** A line that answers in rounds: what was asked meanwhile is answered together, once nothing more is asked. */
function inRounds(exchange: FakeExchange) {
  const rounds: string[][] = []
  let waiting: (() => void)[] = []
  const nextRound = async (): Promise<void> => {
    // Everything that does not wait for an answer has been asked by then.
    for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    const answered = waiting
    waiting = []
    for (const answer of answered) answer()
  }
  const slow = <Args extends unknown[], T>(name: string, call: (...args: Args) => Promise<T>) => {
    return async (...args: Args): Promise<T> => {
      if (waiting.length === 0) {
        rounds.push([])
        void nextRound()
      }
      rounds.at(-1)?.push(name)
      await new Promise<void>((resolve) => waiting.push(resolve))
      return call(...args)
    }
  }
  const slowed = Object.fromEntries(
    Object.entries(exchange).map(([name, call]) => [name, name === 'budgets' ? call : slow(name, call)]),
  )
  return { rounds, exchange: { ...exchange, ...slowed } }
}

async function observed() {
  const brackets = async () => new Map(ROWS.map(({ symbol }) => [symbol, aBracket([['0', '0.01', '0']], symbol)]))
  const line = inRounds(fakeExchange(ROWS, { fetchBrackets: brackets }))
  const source = fakeSource(line.exchange, { coinM: 'ignore' })
  const observe = async (): Promise<readonly (readonly string[])[]> => {
    const before = line.rounds.length
    await observeAccount(source, tierTable())
    return line.rounds.slice(before)
  }
  return { observe, source }
}

it('waits for three replies one after another when nothing is remembered', async () => {
  const { observe } = await observed()
  const [clock, account, market, ...more] = await observe()
  expect(clock).toEqual(['syncClock'])
  expect(account).toEqual(expect.arrayContaining(['fetchAccount', 'fetchPositions', 'fetchBrackets']))
  expect(market).toEqual(expect.arrayContaining(['fetchMark', 'fetchOpenOrders', 'fetchOpenAlgoOrders']))
  expect(more).toEqual([])
})

it('asks for accounts, marks and orders only when all else is remembered', async () => {
  const { observe } = await observed()
  await observe()
  const rounds = await observe()
  expect(rounds.map((round) => [...new Set(round)].sort())).toEqual([
    ['syncClock'],
    ['fetchAccount', 'fetchPositions'],
    ['fetchMark', 'fetchOpenAlgoOrders', 'fetchOpenOrders'],
  ])
})

it('reads brackets and configuration again after a day', async () => {
  const { observe, source } = await observed()
  await observe()
  await source.clock.sleep(DAY_MS)
  const [, account] = await observe()
  expect(account).toEqual(expect.arrayContaining(['fetchBrackets', 'fetchAccountConfig', 'fetchSymbolConfigs']))
})
