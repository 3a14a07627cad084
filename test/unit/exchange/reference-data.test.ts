import { beforeEach, describe, expect, it } from 'vitest'
import { createReferenceData } from '../../../src/exchange/reference-data.ts'
import { d } from '../../../src/model/decimal.ts'
import type { Dated, ReferenceCache } from '../../../src/ports/reference.ts'

let files: Map<string, Dated<unknown>>
let fetches: number
let nowMs: number

const cache: ReferenceCache = {
  load: async (name) => files.get(name) ?? null,
  save: async (name, fetchedAtMs, value) => void files.set(name, { fetchedAtMs, value }),
}

beforeEach(() => {
  files = new Map()
  fetches = 0
  nowMs = 1_000_000
})

const fetch = async () => {
  fetches += 1
  return d(String(fetches))
}
const youngerThan = (ageMs: number) => (fetchedAtMs: number) => nowMs - fetchedAtMs < ageMs
const newProcess = () => createReferenceData(cache, () => nowMs)

describe('reference data', () => {
  it('fetches once and remembers the answer with its time, also in the next process', async () => {
    const first = await newProcess().recall('x', youngerThan(1000), fetch)
    nowMs += 500
    const second = await newProcess().recall('x', youngerThan(1000), fetch)
    expect([first.value.toFixed(), second.value.toFixed(), second.fetchedAtMs, fetches]).toEqual([
      '1',
      '1',
      1_000_000,
      1,
    ])
  })

  it('fetches anew what is too old', async () => {
    const memory = newProcess()
    await memory.recall('x', youngerThan(1000), fetch)
    nowMs += 1000
    expect((await memory.recall('x', youngerThan(1000), fetch)).value.toFixed()).toBe('2')
  })

  it('lets calls at the same time share one fetch', async () => {
    const memory = newProcess()
    await Promise.all([memory.recall('x', youngerThan(1000), fetch), memory.recall('x', youngerThan(1000), fetch)])
    expect(fetches).toBe(1)
  })

  it('fetches after forget, though the file still stands', async () => {
    const memory = newProcess()
    await memory.recall('x', youngerThan(1000), fetch)
    memory.forget('x')
    expect((await memory.recall('x', youngerThan(1000), fetch)).value.toFixed()).toBe('2')
    expect((await newProcess().recall('x', youngerThan(1000), fetch)).value.toFixed()).toBe('2')
  })

  it('passes a failed fetch on and tries again the next time', async () => {
    const memory = newProcess()
    await expect(memory.recall('x', youngerThan(1000), () => Promise.reject(new Error('down')))).rejects.toThrow('down')
    expect((await memory.recall('x', youngerThan(1000), fetch)).value.toFixed()).toBe('1')
  })

  it('answers although the cache can neither be read nor written', async () => {
    const broken: ReferenceCache = {
      load: () => Promise.reject(new Error('unreadable')),
      save: () => Promise.reject(new Error('full')),
    }
    const memory = createReferenceData(broken, () => nowMs)
    expect((await memory.recall('x', youngerThan(1000), fetch)).value.toFixed()).toBe('1')
  })
})
