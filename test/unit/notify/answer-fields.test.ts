import { describe, expect, it } from 'vitest'
import { jsonObject, retryAfterHeaderMs, secondsField, textField } from '../../../src/notify/answer-fields.ts'

describe('jsonObject', () => {
  it.each([
    ['{"a":1}', { a: 1 }],
    ['[1]', null],
    ['null', null],
    ['"ok"', null],
    ['<html>', null],
    ['', null],
  ])('reads %s', (text, object) => {
    expect(jsonObject({ text })).toEqual(object)
  })
})

describe('fields', () => {
  it.each([
    [{ retry_after: 3 }, 3000],
    [{ retry_after: 0.6504 }, 651],
    [{ retry_after: '3' }, null],
    [{ retry_after: -1 }, null],
    [{}, null],
    [null, null],
  ])('reads the wait of %j', (object, waitMs) => {
    expect(secondsField(object, 'retry_after')).toBe(waitMs)
  })

  it('takes only text for text', () => {
    expect(textField({ error: 'no' }, 'error')).toBe('no')
    expect(textField({ error: 5 }, 'error')).toBeNull()
  })
})

describe('retryAfterHeaderMs', () => {
  const nowMs = Date.UTC(2026, 0, 1)
  it.each([
    [undefined, null],
    ['5', 5000],
    ['0.25', 250],
    ['Thu, 01 Jan 2026 00:00:07 GMT', 7000],
    ['Wed, 31 Dec 2025 23:59:00 GMT', 0],
    ['soon', null],
  ])('reads %s', (header, waitMs) => {
    expect(retryAfterHeaderMs(header, nowMs)).toBe(waitMs)
  })
})
