import { describe, expect, it } from 'vitest'
import { headerSecrets, redactorOf, urlSecrets } from '../../../src/notify/redact.ts'

describe('redactorOf', () => {
  it.each([
    { name: 'every occurrence', secrets: ['hunter22'], text: 'hunter22 and hunter22', shown: '*** and ***' },
    { name: 'a whole before its part', secrets: ['part', 'part/whole'], text: 'at part/whole', shown: 'at ***' },
    { name: 'no everyday short words', secrets: ['api', ''], text: 'the api said no', shown: 'the api said no' },
  ])('blacks out $name', ({ secrets, text, shown }) => {
    expect(redactorOf(secrets)(text)).toBe(shown)
  })
})

describe('what is secret', () => {
  it('is everything of a URL but its host', () => {
    const secrets = urlSecrets(new URL('https://user:pa%24s@hooks.example:8443/services/T0%2FB0?key=abcdef'))
    expect(secrets).toEqual(expect.arrayContaining(['/services/T0%2FB0', 'T0/B0', 'abcdef', 'user', 'pa$s']))
    expect(secrets).not.toContain('hooks.example')
  })

  it('is a header’s value with and without its scheme', () => {
    expect(headerSecrets({ authorization: 'Bearer tk_1' })).toEqual(['Bearer tk_1', 'Bearer', 'tk_1'])
  })
})
