import { describe, expect, it } from 'vitest'
import { WatchLab } from '../support/watch-lab.ts'

describe('a watch and its screen', () => {
  /** Evaluations shown since a message about `reason` was handed over: at once, a few steps on in that turn, and later. */
  async function shownAround(reason: string, act: (lab: WatchLab) => void): Promise<readonly number[]> {
    const labs: WatchLab[] = []
    const shown: number[] = []
    const note = (): unknown => shown.push(labs[0]?.evaluations ?? Number.NaN)
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
    return shown.slice(0, 3).map((count) => count - (shown[0] ?? Number.NaN))
  }

  it('hands an entry over before the rest is judged and shown, which then does not wait for it to arrive', async () => {
    expect(await shownAround('worsened', (lab) => lab.demo.venue.setMark('SOLUSDT', '158'))).toEqual([0, 0, 1])
  })

  it('hands any other message over before its evaluation is shown, which then does not wait for it to arrive', async () => {
    expect(await shownAround('closed', (lab) => lab.demo.venue.closePosition('SOLUSDT'))).toEqual([0, 0, 1])
  })
})
