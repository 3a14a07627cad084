import { describe, expect, it } from 'vitest'
import { secretSources, secretVariables } from '../../../src/config/secret-sources.ts'
import { SAMPLE_CONFIG } from './sample-config.ts'

describe('secret sources', () => {
  it('are listed by key, without values or arguments', () => {
    expect(secretSources(SAMPLE_CONFIG).map(({ key, description }) => `${key} ${description}`)).toEqual([
      'accounts.main.apiKey file:k',
      'accounts.main.apiSecret command:pass',
      'accounts.second.apiKey env:SECOND_KEY',
      'accounts.second.apiSecret file:s',
      'channels.phone.botToken env:LIQWATCH_TOKEN',
      'channels.team.url the config itself',
      'channels.pager.url file:u',
      'channels.pager.headers.Authorization env:PAGER',
      'channels.push.url the config itself',
      'crossCheck.coingeckoKey file:cg',
    ])
  })

  it('in variables are kept from children', () => {
    expect([...secretVariables(SAMPLE_CONFIG)]).toEqual([
      'SECOND_KEY',
      'LIQWATCH_TOKEN',
      'PAGER',
      'BINANCE_API_KEY',
      'BINANCE_API_SECRET',
    ])
  })
})
