import { describe, expect, it } from 'vitest'
import { ExchangeError, UsageError } from '../../../src/errors.ts'
import { describeFailure, failureText, withoutSecrets } from '../../../src/view/failure.ts'
import { aScreen } from './reports.ts'

const KEY = 'vmPUZE6mv9SD5VNHk4HlWFsOr6aKE2zvsw0MuIgwCIPy6utIco14y7Ju91duEh8A'

describe('a failure', () => {
  it('says what happened and what to do', () => {
    const failure = describeFailure(new UsageError('there is no account "man"', { hint: 'did you mean main?' }))
    expect(failure).toEqual({
      code: 'usage',
      message: 'there is no account "man"',
      hint: 'did you mean main?',
      retryable: false,
      exitCode: 2,
    })
    expect(failureText(failure, aScreen(null))).toBe(
      'error: there is no account "man"\nwhat to do: did you mean main?  (usage)\n',
    )
  })

  it('keeps exit code and retry class of a refused key', () => {
    const error = new ExchangeError('refused', {
      code: 'api-key-rejected',
      hint: 'see https://www.binance.com/en/my/settings/api-management',
      exitCode: 4,
      retry: 'never',
      path: '/fapi/v3/account',
    })
    expect(describeFailure(error)).toMatchObject({
      exitCode: 4,
      retryable: false,
      hint: 'see https://www.binance.com/en/my/settings/api-management',
    })
  })

  it('fits the terminal, several lines included', () => {
    const failure = {
      code: 'config-invalid',
      message: 'two problems:\n  a: wrong\n  b: wrong too',
      hint: 'mend '.repeat(30).trim(),
      retryable: false,
    }
    const lines = failureText(failure, aScreen(60)).split('\n')
    expect(lines.slice(0, 3)).toEqual(['error: two problems:', '  a: wrong', '  b: wrong too'])
    expect(lines.filter((line) => line.length > 60)).toEqual([])
  })

  it('that nobody named is a defect, told without its secrets', () => {
    const error = new TypeError(
      `fetch failed: https://fapi.binance.com/fapi/v3/account?timestamp=1&signature=${'ab'.repeat(32)}`,
    )
    expect(describeFailure(error)).toMatchObject({
      code: 'internal',
      message: 'TypeError: fetch failed: https://fapi.binance.com/…',
      exitCode: 1,
    })
  })

  it('that is no error at all still gets a sentence', () => {
    expect(describeFailure({ name: 'SyntaxError', text: KEY })).toMatchObject({
      code: 'internal',
      message: 'something failed without saying what',
    })
  })

  it('does not let a message steer the terminal', () => {
    const failure = describeFailure(new UsageError('bad\u001b[2J value\u202e', { hint: 'no\u0007' }))
    expect([failure.message, failure.hint]).toEqual(['bad\\u{1b}[2J value\\u{202e}', 'no\\u{7}'])
  })
})

describe('secrets in texts', () => {
  it.each([
    { name: 'an API key', text: `key ${KEY} refused`, told: 'key [left out] refused' },
    {
      name: 'a signed query',
      text: 'GET /x?symbol=A&signature=abc123 failed',
      told: 'GET /x?symbol=A&signature=[left out] failed',
    },
    {
      name: 'a telegram token in a path',
      text: 'POST https://api.telegram.org/bot123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc/sendMessage failed',
      told: 'POST https://api.telegram.org/… failed',
    },
    { name: 'a bare bot token', text: '123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc', told: '[left out]' },
    { name: 'a password in a URL', text: 'https://me:hunter2@ntfy.example/topic', told: 'https://ntfy.example/…' },
    {
      name: 'a private key',
      text: '-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----',
      told: '[private key]',
    },
    {
      name: 'nothing secret',
      text: 'config.json: tiers.default must be a list',
      told: 'config.json: tiers.default must be a list',
    },
    {
      name: 'a bare host',
      text: 'https://fapi.binance.com does not answer',
      told: 'https://fapi.binance.com does not answer',
    },
  ])('$name', ({ text, told }) => {
    expect(withoutSecrets(text)).toBe(told)
  })
})
