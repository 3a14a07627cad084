import { expect, it } from 'vitest'
import { RateRefusal, Weights } from '../../../src/demo/weights.ts'

const MINUTE_MS = 60_000

function refusalOf(action: () => unknown): RateRefusal {
  try {
    action()
  } catch (error) {
    if (error instanceof RateRefusal) return error
  }
  throw new Error('nothing was refused')
}

it('tells the used weight of the minute and forgets it in the next', () => {
  const weights = new Weights()
  expect(weights.charge('futures', 5, 0)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '5' })
  expect(weights.charge('futures', 40, 59_999)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '45' })
  expect(weights.charge('sapiIp', 10, 59_999)).toEqual({ 'X-SAPI-USED-IP-WEIGHT-1M': '10' })
  expect(weights.charge('futures', 1, MINUTE_MS)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '1' })
  expect(weights.total).toBe(56)
})

it('counts funding calls on their own, without a header', () => {
  const weights = new Weights()
  expect(weights.charge('funding', 500, 0)).toEqual({})
  expect(refusalOf(() => weights.charge('funding', 1, 4 * MINUTE_MS)).status).toBe(429)
  expect(weights.charge('futures', 1, 4 * MINUTE_MS)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '1' })
})

it('answers 429 above 2,400 a minute and says how long to wait', () => {
  const weights = new Weights()
  weights.charge('futures', 2400, 10_000)
  const refusal = refusalOf(() => weights.charge('futures', 1, 15_000))
  expect(refusal).toMatchObject({ status: 429, code: -1003, retryAfterSeconds: 45 })
})

it('bans who does not listen, and names the instant of release', () => {
  const weights = new Weights()
  weights.charge('futures', 2400, 10_000)
  for (let count = 0; count < 50; count++) refusalOf(() => weights.charge('futures', 1, 15_000))
  const ban = refusalOf(() => weights.charge('futures', 1, 15_000))
  expect(ban).toMatchObject({ status: 418, code: -1003, retryAfterSeconds: 120 })
  expect(ban.message).toContain('banned until 135000.')
  expect(refusalOf(() => weights.charge('spot', 1, 134_999)).status).toBe(418)
  expect(weights.charge('spot', 1, 135_000)).toEqual({ 'X-MBX-USED-WEIGHT-1M': '1' })
})
