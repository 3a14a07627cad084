import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type AlertMemory, EMPTY_MEMORY, settledMemory } from '../../src/alerts/memory.ts'
import { decideNotices, type Notice } from '../../src/alerts/notices.ts'
import { isOpen } from '../../src/alerts/outbox.ts'
import { POLICY, resultsOf, START_MS } from '../support/alert-world.ts'

const noticeOf = (mark: string, symbol: string): Notice => ({
  account: 'main',
  symbol,
  reason: 'brackets',
  mark,
  severity: 'info',
  headline: `${symbol} ${mark}`,
  lines: [],
  dataAtMs: START_MS,
})

/** Offers of news, a minute apart: which news, about what, and whether its sender lives to send it. */
const offers = fc.array(
  fc.record({
    mark: fc.constantFrom('a', 'b', 'c'),
    symbol: fc.constantFrom('BTCUSDT', 'SOLUSDT'),
    isSent: fc.boolean(),
  }),
  { maxLength: 40 },
)

interface Told {
  readonly memory: AlertMemory
  readonly texts: readonly string[]
}

function offer({ memory, texts }: Told, { notice, isSent }: { notice: Notice; isSent: boolean }, nowMs: number): Told {
  const decision = decideNotices(memory, { nowMs, holder: 'me', notices: [notice] }, POLICY)
  const results = isSent ? resultsOf(decision, []) : []
  return {
    memory: settledMemory(decision.memory, results, nowMs),
    texts: [...texts, ...decision.due.map(({ alert }) => alert.headline)],
  }
}

describe('news', () => {
  it('becomes due exactly when it differs from what its symbol was told last, and is sent or stays due', () => {
    fc.assert(
      fc.property(offers, (sequence) => {
        const last = new Map<string, string>()
        let told: Told = { memory: EMPTY_MEMORY, texts: [] }
        for (const [index, { mark, symbol, isSent }] of sequence.entries()) {
          const nowMs = START_MS + index * 60_000
          const before = told.texts.length
          told = offer(told, { notice: noticeOf(mark, symbol), isSent }, nowMs)
          const isNew = last.get(symbol) !== mark
          expect(told.texts.length - before).toBe(isNew ? 1 : 0)
          const open = [...told.memory.outbox.values()].filter(isOpen).map(({ alert }) => alert.headline)
          if (isNew && !isSent) expect(open).toContain(`${symbol} ${mark}`)
          // A second process that decides on the same memory finds nothing to send.
          const again = decideNotices(told.memory, { nowMs, holder: 'you', notices: [noticeOf(mark, symbol)] }, POLICY)
          expect(again.messages).toEqual([])
          last.set(symbol, mark)
        }
      }),
      { numRuns: 150 },
    )
  })
})
