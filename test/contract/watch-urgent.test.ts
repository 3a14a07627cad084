import { describe, expect, it } from 'vitest'
import { WatchLab } from '../support/watch-lab.ts'

describe('a watch and its screen', () => {
  /**
   * Evaluations shown since a message about `reason` was handed over: at once, a few steps on in that turn, and later; and
   * what was due in the last of them.
   */
  async function shownAround(reason: string, act: (lab: WatchLab) => void) {
    const labs: WatchLab[] = []
    const shown: number[] = []
    let lastDue: readonly string[] = []
    const note = (): void => {
      shown.push(labs[0]?.evaluations ?? Number.NaN)
      lastDue = labs[0]?.latest?.decision.due.map(({ alert }) => alert.reason) ?? []
    }
    const lab = await WatchLab.start({
      deliver: async (messages) => {
        const results = messages.map((message) => ({ ...message, failure: null }))
        if (!messages.some(({ message }) => message.alerts.some((alert) => alert.reason === reason))) return results
        note()
        for (let step = 0; step < 10; step += 1) await null
        note()
        for (let turn = 0; turn < 2; turn += 1) await new Promise((resolve) => setImmediate(resolve))
        note()
        return results
      },
    })
    labs.push(lab)
    await lab.pass(20)
    act(lab)
    await lab.passUntil(() => shown.length >= 3, 10)
    return { shown: shown.slice(0, 3).map((count) => count - (shown[0] ?? Number.NaN)), lastDue }
  }

  it('hands an entry over before the whole is judged and shown, which then has nothing due of it any more', async () => {
    const around = await shownAround('worsened', (lab) => lab.demo.venue.setMark('SOLUSDT', '158'))
    expect(around).toEqual({ shown: [0, 0, 1], lastDue: [] })
  })

  it('hands any other message over before its evaluation is shown, which then does not wait for it to arrive', async () => {
    const around = await shownAround('closed', (lab) => lab.demo.venue.closePosition('SOLUSDT'))
    expect(around).toEqual({ shown: [0, 0, 1], lastDue: ['closed'] })
  })
})

it('tells an entry and what else is due of one look in two messages, the entry first, and journals both', async () => {
  const lab = await WatchLab.start()
  await lab.pass(20)
  const before = lab.sent.length
  lab.demo.venue.closePosition('DOGEUSDT')
  lab.demo.venue.setMark('SOLUSDT', '158')
  await lab.pass(20)
  expect(lab.told().slice(before)).toEqual(['worsened/5', 'closed/15'])
  const events = lab.store.journal.list(lab.time.nowMs(), { sinceMs: 0, account: 'main', limit: 50 })
  const told = events.filter(({ type }) => type === 'tier-entered' || type === 'closed')
  expect(told.map(({ type, symbol, after }) => [type, symbol, after]).sort()).toEqual([
    ['closed', 'DOGEUSDT', '15'],
    ['tier-entered', 'DOGEUSDT', '15'],
    ['tier-entered', 'SOLUSDT', '10'],
    ['tier-entered', 'SOLUSDT', '5'],
  ])
})
