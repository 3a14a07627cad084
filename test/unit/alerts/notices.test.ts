import { describe, expect, it } from 'vitest'
import { decideAlerts } from '../../../src/alerts/decide.ts'
import { type AlertMemory, EMPTY_MEMORY, settledMemory, silencedMemory } from '../../../src/alerts/memory.ts'
import { decideNotices, type Notice } from '../../../src/alerts/notices.ts'
import { decodeSight, encodeSight } from '../../../src/store/state-document.ts'
import { aReading } from '../../support/alert-readings.ts'
import { due, inputOf, POLICY, resultsOf, START_MS, titles } from '../../support/alert-world.ts'

const MINUTE_MS = 60_000

function aNotice(changes: Partial<Notice> = {}): Notice {
  return {
    account: 'main',
    symbol: 'SOLUSDT',
    reason: 'brackets',
    mark: '1 10000 0.01 50',
    severity: 'warning',
    headline: 'SOLUSDT brackets changed',
    lines: ['long: bracket 1'],
    dataAtMs: START_MS,
    ...changes,
  }
}

function tell(memory: AlertMemory, minutes: number, ...notices: readonly Notice[]) {
  return decideNotices(memory, { nowMs: START_MS + minutes * MINUTE_MS, holder: 'me', notices }, POLICY)
}

const settled = (decision: ReturnType<typeof tell>, failing: readonly string[], minutes: number): AlertMemory =>
  settledMemory(decision.memory, resultsOf(decision, failing), START_MS + minutes * MINUTE_MS)

describe('news about a held symbol', () => {
  it('is told on the route of drift and blindness', () => {
    const first = tell(EMPTY_MEMORY, 0, aNotice())
    expect(titles(first)).toEqual([
      'desktop: WARNING SOLUSDT brackets changed',
      'phone: WARNING SOLUSDT brackets changed',
    ])
    expect(first.due[0]?.alert).toMatchObject({
      key: 'main/SOLUSDT/brackets',
      symbol: 'SOLUSDT',
      side: null,
      tier: null,
      reason: 'brackets',
    })
  })

  it('names the account where there are several', () => {
    const input = { nowMs: START_MS, holder: 'me', notices: [aNotice()] }
    const told = decideNotices(EMPTY_MEMORY, input, { ...POLICY, namesAccount: true })
    expect(titles(told)[1]).toBe('phone: WARNING main: SOLUSDT brackets changed')
    expect(told.due[0]?.alert.figures).toEqual({ distancePct: null, markPrice: null, liquidationPrice: null })
  })

  it('without any says nothing and forgets nothing', () => {
    const none = tell(EMPTY_MEMORY, 0)
    expect(none).toEqual({
      memory: EMPTY_MEMORY,
      messages: [],
      due: [],
      steps: [],
      sights: [],
      held: [],
      unexplained: [],
    })
  })

  it('forgets what it told nine days ago, but only when there is something new', () => {
    const told = settled(tell(EMPTY_MEMORY, 0, aNotice()), [], 0)
    const nineDays = 9 * 24 * 60
    const keys = (minutes: number) =>
      tell(told, minutes, aNotice({ symbol: 'DOGEUSDT' }))
        .memory.sights.get('main')
        ?.toldNotices.map(({ key }) => key)
    expect(keys(nineDays - 1)).toEqual(['main/SOLUSDT/brackets', 'main/DOGEUSDT/brackets'])
    expect(keys(nineDays)).toEqual(['main/DOGEUSDT/brackets'])
  })

  it('is told once, however often it is offered', () => {
    const told = settled(tell(EMPTY_MEMORY, 0, aNotice()), [], 0)
    for (const minutes of [0, 1, 60, 60 * 24 * 7]) {
      expect(due(tell(told, minutes, aNotice())), `after ${minutes} min`).toEqual([])
    }
  })

  it('is not sent by the same decision taken again before anything was settled', () => {
    const first = tell(EMPTY_MEMORY, 0, aNotice())
    expect(titles(tell(first.memory, 0, aNotice()))).toEqual([])
  })

  it('with another mark is other news, and so is the way back', () => {
    const there = settled(tell(EMPTY_MEMORY, 0, aNotice()), [], 0)
    const back = tell(there, 60, aNotice({ mark: '1 10000 0.005 50' }))
    expect(due(back)).toEqual(['main/SOLUSDT/brackets brackets'])
    expect(due(tell(settled(back, [], 60), 120, aNotice()))).toEqual(['main/SOLUSDT/brackets brackets'])
  })

  it('of two kinds goes out in one message', () => {
    const both = tell(EMPTY_MEMORY, 0, aNotice(), aNotice({ reason: 'open-interest', severity: 'info' }))
    expect(titles(both)).toEqual([
      'desktop: WARNING SOLUSDT brackets changed, +1 more',
      'phone: WARNING SOLUSDT brackets changed, +1 more',
    ])
  })

  it('of open interest is told once in a message to all accounts that hold the symbol', () => {
    const spike = {
      reason: 'open-interest',
      severity: 'info',
      headline: 'SOLUSDT open interest rose 9.10% within an hour, 4.2 standard deviations',
      lines: ['mark price unchanged meanwhile'],
    } as const
    const bonk = { ...spike, symbol: 'BONKUSDT', headline: 'BONKUSDT open interest rose' }
    const notices = [
      aNotice(spike),
      aNotice({ ...spike, account: 'hedge' }),
      aNotice({ ...spike, account: 'late', dataAtMs: START_MS - MINUTE_MS }),
      aNotice({ ...bonk, account: 'hedge' }),
    ]
    const policy = { ...POLICY, namesAccount: true }
    const told = decideNotices(EMPTY_MEMORY, { nowMs: START_MS, holder: 'me', notices }, policy)
    const [planned] = told.messages
    expect(planned?.message.title).toBe(
      'INFO main, hedge: SOLUSDT open interest rose 9.10% within an hour, 4.2 standard deviations, +2 more',
    )
    expect(planned?.message.body.split('\n')).toEqual([
      'main, hedge: SOLUSDT open interest rose 9.10% within an hour, 4.2 standard deviations',
      '  mark price unchanged meanwhile',
      '  data 0 s old',
      'late: SOLUSDT open interest rose 9.10% within an hour, 4.2 standard deviations',
      '  mark price unchanged meanwhile',
      '  data 60 s old',
      'hedge: BONKUSDT open interest rose',
      '  mark price unchanged meanwhile',
      '  data 0 s old',
    ])
    const keys = ['main/SOLUSDT', 'hedge/SOLUSDT', 'late/SOLUSDT', 'hedge/BONKUSDT'].map(
      (key) => `${key}/open-interest`,
    )
    expect(told.due.map(({ alert }) => alert.key)).toEqual(keys)
    expect(planned?.message.alerts.map(({ key }) => key)).toEqual(keys)
    expect(planned?.alertIds).toHaveLength(4)
  })

  it('of brackets is told of each account, where it does not do the same', () => {
    const input = { nowMs: START_MS, holder: 'me', notices: [aNotice(), aNotice({ account: 'hedge' })] }
    const { messages } = decideNotices(EMPTY_MEMORY, input, { ...POLICY, namesAccount: true })
    expect(messages[0]?.message.title).toBe('WARNING main: SOLUSDT brackets changed, +1 more')
  })

  it('waits while its symbol is silenced', () => {
    const silence = { subject: 'SOLUSDT', account: null, setAtMs: START_MS, untilMs: START_MS + 60 * MINUTE_MS }
    const memory = silencedMemory(EMPTY_MEMORY, silence)
    const held = tell(memory, 1, aNotice())
    expect(due(held)).toEqual([])
    expect(due(tell(held.memory, 61, aNotice()))).toEqual(['main/SOLUSDT/brackets brackets'])
  })

  it('leaves readings and what they still owe alone', () => {
    const look = { atSeconds: 0, readings: [aReading('8')] }
    const first = decideAlerts(EMPTY_MEMORY, inputOf(look), POLICY)
    const failed = settledMemory(first.memory, resultsOf(first, ['phone', 'desktop']), START_MS)
    const news = tell(failed, 0, aNotice())
    expect(news.due.map(({ alert }) => alert.key)).toEqual(['main/SOLUSDT/brackets'])
    expect(news.messages.flatMap(({ alertIds }) => alertIds).every((id) => id.includes('/brackets'))).toBe(true)
    expect(news.memory.states).toBe(failed.states)
    expect([...news.memory.outbox.values()].map(({ alert }) => alert.key).sort()).toEqual([
      'main/SOLUSDT/brackets',
      'main/SOLUSDT/long',
    ])
  })

  it('that no channel took is sent by the next evaluation', () => {
    const lost = settled(tell(EMPTY_MEMORY, 0, aNotice()), ['phone', 'desktop'], 0)
    const next = decideAlerts(lost, inputOf({ atSeconds: 60, readings: [aReading('40')] }), POLICY)
    expect(due(next)).toEqual(['main/SOLUSDT/brackets brackets'])
    const sent = settledMemory(next.memory, resultsOf(next, []), START_MS + 60_000)
    expect(due(decideAlerts(sent, inputOf({ atSeconds: 120, readings: [aReading('40')] }), POLICY))).toEqual([])
  })

  it('stays due for longer than half an hour when it is of brackets, not of open interest', () => {
    const both = tell(EMPTY_MEMORY, 0, aNotice(), aNotice({ reason: 'open-interest' }))
    const lost = settled(both, ['phone', 'desktop'], 0)
    const late = decideAlerts(lost, inputOf({ atSeconds: 3600, readings: [aReading('40')] }), POLICY)
    expect(due(late)).toEqual(['main/SOLUSDT/brackets brackets'])
  })

  it('is still remembered after evaluations and a restart', () => {
    const told = settled(tell(EMPTY_MEMORY, 0, aNotice()), [], 0)
    const later = decideAlerts(told, inputOf({ atSeconds: 60, readings: [aReading('40')] }), POLICY).memory
    const sight = later.sights.get('main')
    if (sight === undefined) throw new Error('no sight')
    const stored = { ...later, sights: new Map([['main', decodeSight(encodeSight(sight))]]) }
    expect(due(tell(stored, 2, aNotice()))).toEqual([])
  })

  it('is read from states of earlier versions as never told', () => {
    const told = tell(EMPTY_MEMORY, 0, aNotice()).memory.sights.get('main')
    if (told === undefined) throw new Error('no sight')
    const { toldNotices, ...earlier } = told
    expect(toldNotices).toHaveLength(1)
    expect(decodeSight(JSON.stringify(earlier)).toldNotices).toEqual([])
  })
})
