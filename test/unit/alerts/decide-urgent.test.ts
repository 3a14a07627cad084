import { describe, expect, it } from 'vitest'
import { aJointReading, aMember, aReading } from '../../support/alert-readings.ts'
import { alertWorld, due, START_MS, titles } from '../../support/alert-world.ts'

const doge = (distance: string) => aReading(distance, { key: 'main/DOGEUSDT/long', symbol: 'DOGEUSDT' })
const stateOf = (world: ReturnType<typeof alertWorld>, key: string) => world.memory().states.get(key)
const SOL = 'main/SOLUSDT/long'
const DOGE = 'main/DOGEUSDT/long'

/** A world that knows SOL at 9 %, DOGE at 12 % and the pool at 14 %. */
function knowing() {
  const world = alertWorld()
  world.look({ atSeconds: 0, readings: [aReading('9'), doge('12'), aJointReading('14')] })
  return world
}

describe('readings that are decided on ahead of the rest', () => {
  it('tell what is due of them, on every channel of their route', () => {
    const decision = knowing().urgent({ atSeconds: 60, readings: [aReading('4'), aJointReading('9')] })
    expect(due(decision)).toEqual([`${SOL} worsened`, 'main/joint worsened'])
    expect(titles(decision)).toEqual([
      'desktop: CRITICAL SOLUSDT long 4.00% from liquidation (5% tier, worse), +1 more',
      'phone: CRITICAL SOLUSDT long 4.00% from liquidation (5% tier, worse), +1 more',
    ])
    expect(decision.steps.map(({ reading }) => reading.key)).toEqual([SOL, 'main/joint'])
  })

  it('tell on first sight too, and the pool speaks for its members', () => {
    const decision = alertWorld().urgent({ atSeconds: 0, readings: [aMember('ETHUSDT', '9'), aJointReading('9')] })
    expect(due(decision)).toEqual(['main/ETHUSDT/long entered', 'main/joint entered'])
    expect(decision.messages[0]?.message.alerts.map(({ key }) => key)).toEqual(['main/joint'])
  })

  it('leave everything else as it was: no position is gone, and sight is neither better nor worse', () => {
    const world = knowing()
    const { states, sights } = world.memory()
    const decision = world.urgent({ atSeconds: 60, readings: [aReading('4')] })
    expect([decision.sights, decision.unexplained]).toEqual([[], []])
    expect([...world.memory().states.keys()]).toEqual([...states.keys()])
    for (const key of [DOGE, 'main/joint']) expect(stateOf(world, key)).toBe(states.get(key))
    expect(world.memory().sights).toBe(sights)
  })

  it('are not remembered when nothing is due: an improvement counts from the evaluation on', () => {
    const world = knowing()
    const before = world.memory()
    const decision = world.decideUrgentOnly({ atSeconds: 60, readings: [aReading('12')] })
    expect([decision.due, decision.messages, decision.memory]).toEqual([[], [], before])
    expect(decision.memory).toBe(before)
  })

  it('are left to the evaluation while they are silenced, which then holds them', () => {
    const world = knowing()
    const silence = { subject: 'SOLUSDT', account: 'main', setAtMs: START_MS, untilMs: START_MS + 3_600_000 }
    world.change((memory) => ({ ...memory, silences: new Map([['s', silence]]) }))
    const before = stateOf(world, SOL)
    expect(due(world.urgent({ atSeconds: 60, readings: [aReading('4')] }))).toEqual([])
    expect(stateOf(world, SOL)).toBe(before)
    const whole = world.look({ atSeconds: 60, readings: [aReading('4'), doge('12'), aJointReading('14')] })
    expect(whole.held.map(({ step }) => step.reading.key)).toEqual([SOL])
  })

  it('retry what their own earlier alerts owe, and nothing that others owe', () => {
    const world = alertWorld()
    world.look({ atSeconds: 0, readings: [aReading('9'), doge('9')] }, ['phone'])
    const owed = world.memory().outbox.get(`${DOGE}@${START_MS}`)
    const decision = world.urgent({ atSeconds: 60, readings: [aReading('4')] })
    expect(due(decision)).toEqual([`${SOL} worsened+entered`])
    const told = decision.messages.map(({ channel, alertIds }) => [channel, alertIds])
    expect(told).toEqual(['desktop', 'phone'].map((channel) => [channel, [`${SOL}@${START_MS + 60_000}`]]))
    expect(world.memory().outbox.get(`${DOGE}@${START_MS}`)).toEqual(owed)
    const whole = world.look({ atSeconds: 61, readings: [aReading('4'), doge('9')] })
    expect(due(whole)).toEqual([`${DOGE} entered`])
  })
})

describe('the evaluation that follows', () => {
  const now = [aReading('4'), doge('8'), aJointReading('9')]

  it('tells only the rest', () => {
    const world = knowing()
    world.urgent({ atSeconds: 60, readings: [aReading('4'), aJointReading('9')] })
    expect(due(world.look({ atSeconds: 60.001, readings: now }))).toEqual([`${DOGE} worsened`])
  })

  it('neither sends again what is on its way still, nor changes its words', () => {
    const world = alertWorld()
    world.decideUrgentOnly({ atSeconds: 0, readings: [aReading('4')] })
    const id = `${SOL}@${START_MS}`
    const sent = world.memory().outbox.get(id)?.alert
    expect(sent?.lines.join('\n')).toContain('first seen inside a tier')
    const whole = world.decideOnly({ atSeconds: 0.001, readings: [aReading('3.9'), doge('30')] })
    expect(whole.messages).toEqual([])
    expect(world.memory().outbox.get(id)?.alert).toEqual(sent)
  })

  it('finds an outage as if nothing had come between', () => {
    const world = alertWorld()
    const lost = { readings: null, problems: [{ what: 'account', why: 'HTTP 503' }] }
    world.look({ atSeconds: 0, readings: [aReading('40')] })
    expect(due(world.look({ atSeconds: 5, ...lost }))).toEqual([])
    world.urgent({ atSeconds: 6, readings: [aReading('40')] })
    expect(due(world.look({ atSeconds: 10, ...lost }))).toEqual(['main/data blind'])
  })
})
