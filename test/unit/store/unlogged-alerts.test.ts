import { describe, expect, it } from 'vitest'
import { EMPTY_MEMORY } from '../../../src/alerts/memory.ts'
import type { OutboxEntry } from '../../../src/alerts/outbox.ts'
import { UnloggedAlerts } from '../../../src/store/unlogged-alerts.ts'
import { aReading } from '../../support/alert-readings.ts'
import { alertWorld } from '../../support/alert-world.ts'

describe('alerts that could not be logged', () => {
  const world = alertWorld()
  world.look({ atSeconds: 0, readings: [aReading('9')] })
  const [done] = [...world.memory().outbox.values()]
  const memoryOf = (entries: readonly (readonly [string, OutboxEntry | undefined])[]) => ({
    ...EMPTY_MEMORY,
    outbox: new Map(entries.flatMap(([id, entry]) => (entry === undefined ? [] : [[id, entry] as const]))),
  })

  it('are added as done where they still count as open, until they are logged', () => {
    const open = done && {
      ...done,
      deliveries: done.deliveries.map((delivery) => ({ ...delivery, status: 'pending' as const })),
    }
    const unlogged = new UnloggedAlerts()
    unlogged.keep(
      memoryOf([
        ['told', done],
        ['due', open],
      ]),
    )
    const stored = memoryOf([['told', open]])
    expect(unlogged.addedTo(stored)).toEqual(memoryOf([['told', done]]))
    unlogged.clear()
    expect(unlogged.addedTo(stored)).toBe(stored)
  })

  it('are a thousand at most, the latest', () => {
    const unlogged = new UnloggedAlerts()
    for (let id = 1; id <= 1002; id += 1) unlogged.keep(memoryOf([[String(id), done]]))
    const ids = [...unlogged.addedTo(EMPTY_MEMORY).outbox.keys()]
    expect([ids.length, ids[0], ids.at(-1)]).toEqual([1000, '3', '1002'])
  })
})
