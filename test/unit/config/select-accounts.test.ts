import { describe, expect, it } from 'vitest'
import { builtInConfig } from '../../../src/config/load.ts'
import { selectAccounts } from '../../../src/config/select-accounts.ts'
import { SAMPLE_CONFIG, thrownBy } from './sample-config.ts'

describe('the accounts of a run', () => {
  const one = builtInConfig(SAMPLE_CONFIG.accounts.slice(0, 1), { env: {}, home: '/h' })

  it.each([
    { name: 'all by scope', of: SAMPLE_CONFIG, wanted: undefined, scope: 'all', names: ['main', 'second'] },
    { name: 'all by name', of: SAMPLE_CONFIG, wanted: 'all', scope: 'any', names: ['main', 'second'] },
    { name: 'all of one', of: one, wanted: 'all', scope: 'one', names: ['main'] },
    { name: 'the named one', of: SAMPLE_CONFIG, wanted: 'second', scope: 'all', names: ['second'] },
    { name: 'the only one', of: one, wanted: undefined, scope: 'one', names: ['main'] },
  ] as const)('$name', ({ of, wanted, scope, names }) => {
    expect(selectAccounts(of, wanted, scope).map(({ name }) => name)).toEqual(names)
  })

  it.each([
    { name: 'one of several must be chosen', wanted: undefined, hint: 'name one with -a: main, second' },
    { name: 'a slip gets a suggestion', wanted: 'mian', hint: 'did you mean main?' },
    { name: 'nonsense gets the list', wanted: 'xyz', hint: 'configured: main, second' },
  ])('$name', ({ wanted, hint }) => {
    expect(thrownBy(() => selectAccounts(SAMPLE_CONFIG, wanted, 'one'))).toMatchObject({ code: 'usage', hint })
  })

  it('refuses all of several where only one is spoken about', () => {
    expect(thrownBy(() => selectAccounts(SAMPLE_CONFIG, 'all', 'one'))).toMatchObject({
      message: 'this command speaks about one account at a time',
      hint: 'name one with -a: main, second',
    })
  })

  it('offers all where a command takes it', () => {
    expect(thrownBy(() => selectAccounts(SAMPLE_CONFIG, undefined, 'any'))).toMatchObject({
      message: 'several accounts are configured',
      hint: 'name one with -a: main, second, or all of them with -a all',
    })
  })
})
