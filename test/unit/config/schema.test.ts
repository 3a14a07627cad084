import { describe, expect, it } from 'vitest'
import { checkSettings, type Settings } from '../../../src/config/schema.ts'

const ACCOUNT = { apiKey: 'env:KEY', apiSecret: 'file:secret' }

function settingsOf(document: Readonly<Record<string, unknown>>): Settings {
  const checked = checkSettings({ accounts: { main: ACCOUNT }, ...document })
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems))
  return checked.settings
}

function problemsOf(document: unknown): readonly string[] {
  const checked = checkSettings(document)
  return checked.ok ? [] : checked.problems.map(({ path, message }) => `${path}: ${message}`)
}

describe('defaults', () => {
  it('fill in everything but the accounts', () => {
    const settings = settingsOf({})
    expect(settings.accounts).toEqual([
      {
        name: 'main',
        apiKey: { kind: 'env', name: 'KEY' },
        apiSecret: { kind: 'file', path: 'secret' },
        environment: 'live',
        allowTradingKey: false,
        trustEndpoints: false,
        coinM: 'report',
        endpoints: {},
      },
    ])
    expect(settings.tiers.default.map(String)).toEqual(['15', '10', '5'])
    expect(settings.tiers.bySymbol.size).toBe(0)
    expect(settings.staleSeconds).toBe(60)
    expect(settings.alerts.reminders.map(({ tier, minutes }) => [tier.toFixed(), minutes])).toEqual([
      ['10', 30],
      ['5', 5],
    ])
    expect(settings.alerts).toMatchObject({ rearmSeconds: 60, detail: 'full', fast: { minutes: 10 } })
    expect([settings.alerts.rearmPct.toFixed(), settings.alerts.fast?.lossPct.toFixed()]).toEqual(['1', '33'])
    expect(settings.channels).toEqual([{ type: 'desktop', name: 'desktop' }])
    expect(settings.rules.riskPerTradePct.map(String)).toEqual(['1', '3'])
    expect([settings.rules.fundingLongPct.toFixed(), settings.rules.fundingShortPct.toFixed()]).toEqual([
      '0.05',
      '-0.07',
    ])
    expect(settings.rules).toMatchObject({ profile: 'default', atr: { period: 14, interval: '4h' } })
    expect(settings.rules.atr.multiple.toFixed()).toBe('1.5')
    expect([settings.openInterest.alert, settings.openInterest.zScore.toFixed()]).toEqual([false, '3'])
    expect(settings.crossCheck).toMatchObject({ coingeckoKey: null, cryptocompareKey: null })
    expect([settings.crossCheck.thresholdPct.toFixed(), settings.crossCheck.smallCapPct.toFixed()]).toEqual([
      '0.3',
      '1.5',
    ])
    expect(settings.calendar).toEqual({ files: [], windowHours: 24 })
    expect(settings.margin).toEqual({ autoTopUp: false })
    expect(settings.store).toEqual({ keepDays: 365 })
  })

  it('hold inside a section that is only begun', () => {
    const settings = settingsOf({ alerts: { detail: 'brief' }, rules: { atr: { period: 20 } } })
    expect(settings.alerts).toMatchObject({ detail: 'brief', rearmSeconds: 60 })
    expect(settings.rules.atr).toMatchObject({ period: 20, interval: '4h' })
  })
})

describe('values', () => {
  it('are decimals to the last digit, from numbers or text', () => {
    const settings = settingsOf({ alerts: { rearmPct: '0.30000000000000000001' }, rules: { fundingLongPct: 1e-7 } })
    expect(settings.alerts.rearmPct.toFixed()).toBe('0.30000000000000000001')
    expect(settings.rules.fundingLongPct.toFixed()).toBe('0.0000001')
  })

  it('of tiers come out largest first, and symbols in the venue’s spelling', () => {
    const settings = settingsOf({ tiers: { default: [2.5, '20', 7], 'btc/usdt': [1, 3] } })
    expect(settings.tiers.default.map(String)).toEqual(['20', '7', '2.5'])
    expect([...settings.tiers.bySymbol].map(([symbol, tiers]) => [symbol, tiers.map(String)])).toEqual([
      ['BTCUSDT', ['3', '1']],
    ])
  })

  it('of tiers may be a plain list, or leave out the default', () => {
    expect(settingsOf({ tiers: [8] }).tiers.default.map(String)).toEqual(['8'])
    expect(settingsOf({ tiers: { ETHUSDT: [4] } }).tiers.default.map(String)).toEqual(['15', '10', '5'])
  })

  it('switch fast alerts off', () => {
    expect(settingsOf({ alerts: { fast: false } }).alerts.fast).toBeNull()
  })

  it('of channels keep their order and become references', () => {
    const settings = settingsOf({
      channels: {
        phone: { type: 'telegram', botToken: 'env:TOKEN', chatId: -100123 },
        hook: {
          type: 'webhook',
          url: 'http://192.168.1.5:8080/x',
          headers: { 'X-Token': 'file:t', Accept: 'text/plain' },
        },
        push: { type: 'ntfy', url: 'env:NTFY_URL' },
        siren: { type: 'command', argv: ['/bin/true', '--loud'] },
      },
    })
    expect(settings.channels).toEqual([
      { type: 'telegram', name: 'phone', botToken: { kind: 'env', name: 'TOKEN' }, chatId: '-100123' },
      {
        type: 'webhook',
        name: 'hook',
        url: { kind: 'literal', value: 'http://192.168.1.5:8080/x' },
        headers: [
          { name: 'X-Token', value: { kind: 'file', path: 't' } },
          { name: 'Accept', value: { kind: 'literal', value: 'text/plain' } },
        ],
      },
      { type: 'ntfy', name: 'push', url: { kind: 'env', name: 'NTFY_URL' }, token: null },
      { type: 'command', name: 'siren', argv: ['/bin/true', '--loud'] },
    ])
  })

  it('of channels may be none at all: print only', () => {
    expect(settingsOf({ channels: {} })).toMatchObject({ channels: [], routes: { blind: [] } })
  })

  it('of endpoints are kept as they are', () => {
    const endpoints = { httpFutures: 'http://127.0.0.1:9000', wsFuturesMarket: 'ws://127.0.0.1:9000/market/ws' }
    expect(settingsOf({ accounts: { main: { ...ACCOUNT, endpoints } } }).accounts[0]?.endpoints).toEqual(endpoints)
  })
})

const MAIN = { accounts: { main: ACCOUNT } }

describe('problems', () => {
  it.each([
    {
      name: 'a mistyped section',
      document: { ...MAIN, teirs: [] },
      problems: [': "teirs" is not a known key; did you mean "tiers"?'],
    },
    {
      name: 'a mistyped key inside',
      document: { ...MAIN, alerts: { rearmpct: 1 } },
      problems: ['alerts: "rearmpct" is not a known key; did you mean "rearmPct"?'],
    },
    {
      name: 'a key like no other',
      document: { ...MAIN, margin: { zzz: 1 } },
      problems: ['margin: "zzz" is not a known key (known: autoTopUp)'],
    },
    { name: 'no accounts', document: {}, problems: ['accounts: is missing'] },
    {
      name: 'an empty list of accounts',
      document: { accounts: {} },
      problems: ['accounts: must have at least one account'],
    },
    {
      name: 'a missing secret',
      document: { accounts: { main: { apiKey: 'env:K' } } },
      problems: ['accounts.main.apiSecret: is missing'],
    },
    {
      name: 'a literal secret',
      document: { accounts: { main: { apiKey: 'env:K', apiSecret: 'hunter2hunter2' } } },
      problems: [
        'accounts.main.apiSecret: a secret does not belong in the config: put it in a file of its own (chmod 600) and write file:PATH here; env:NAME, file:PATH or command:PROGRAM ARGUMENTS are understood',
      ],
    },
    {
      name: 'a literal bot token',
      document: { ...MAIN, channels: { tg: { type: 'telegram', botToken: '123:abc', chatId: '1' } } },
      problems: [expect.stringContaining('channels.tg.botToken: a secret does not belong in the config')],
    },
    {
      name: 'an account named all',
      document: { accounts: { all: ACCOUNT } },
      problems: ['accounts.all: "all" means every account and cannot be the name of one'],
    },
    {
      name: 'an account named ALL',
      document: { accounts: { ALL: ACCOUNT } },
      problems: ['accounts.ALL: "all" means every account and cannot be the name of one'],
    },
    {
      name: 'an account that an object would leave out',
      document: { accounts: JSON.parse(`{"main":${JSON.stringify(ACCOUNT)},"__proto__":${JSON.stringify(ACCOUNT)}}`) },
      problems: ['accounts.__proto__: cannot be used as a key or name'],
    },
    {
      name: 'a channel that an object would leave out',
      document: { ...MAIN, channels: JSON.parse('{"desk":{"type":"desktop"},"__proto__":{"type":"desktop"}}') },
      problems: ['channels.__proto__: cannot be used as a key or name'],
    },
    ...['a/b', 'a b', 'a*', '-a', '_a', '', 'ключ', 'a\u0000', 'a\u202eb', 'x'.repeat(33)].map((name) => ({
      name: `an account named ${JSON.stringify(name)}`,
      document: { accounts: { [name]: ACCOUNT } },
      problems: [expect.stringContaining(': the name must be 1 to 32 letters')],
    })),
    {
      name: 'an account whose name would break keys',
      document: { accounts: { 'a/b': ACCOUNT } },
      problems: [expect.stringMatching(/^accounts\.a\/b: the name must be/)],
    },
    {
      name: 'a misspelt environment',
      document: { accounts: { main: { ...ACCOUNT, environment: 'tesnet' } } },
      problems: ['accounts.main.environment: must be one of live, testnet, demo; did you mean "testnet"?'],
    },
    {
      name: 'an endpoint of the wrong kind',
      document: { accounts: { main: { ...ACCOUNT, endpoints: { wsFutures: 'https://x' } } } },
      problems: ['accounts.main.endpoints.wsFutures: must be a URL that begins with ws:// or wss://'],
    },
    {
      name: 'tiers of 0',
      document: { ...MAIN, tiers: [10, 0] },
      problems: ['tiers.1: must be a number above 0 and below 100'],
    },
    {
      name: 'tiers of 100',
      document: { ...MAIN, tiers: [100] },
      problems: ['tiers.0: must be a number above 0 and below 100'],
    },
    { name: 'tiers twice', document: { ...MAIN, tiers: { X: [5, '5.0'] } }, problems: ['tiers.X.1: 5 stands twice'] },
    { name: 'no tiers', document: { ...MAIN, tiers: [] }, problems: ['tiers: must have 1 to 8 tiers'] },
    {
      name: 'nine tiers',
      document: { ...MAIN, tiers: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
      problems: ['tiers: must have 1 to 8 tiers'],
    },
    {
      name: 'tiers as text',
      document: { ...MAIN, tiers: '15' },
      problems: ['tiers: must be a list of numbers, or an object with such lists by symbol'],
    },
    {
      name: 'a word for a number',
      document: { ...MAIN, alerts: { rearmPct: 'one' } },
      problems: ['alerts.rearmPct: must be a number'],
    },
    {
      name: 'staleSeconds of 0',
      document: { ...MAIN, staleSeconds: 0 },
      problems: ['staleSeconds: must be a whole number from 1 to 3600'],
    },
    {
      name: 'a flag as text',
      document: { ...MAIN, openInterest: { alert: 'yes' } },
      problems: ['openInterest.alert: must be true or false'],
    },
    {
      name: 'risk that falls',
      document: { ...MAIN, rules: { riskPerTradePct: [3, 1] } },
      problems: ['rules.riskPerTradePct: must not fall: advised first, then at most'],
    },
    {
      name: 'positive funding for shorts',
      document: { ...MAIN, rules: { fundingShortPct: 0.07 } },
      problems: ['rules.fundingShortPct: must be less than 0'],
    },
    {
      name: 'reminders by no tier',
      document: { ...MAIN, alerts: { remindMinutes: { often: 5 } } },
      problems: ['alerts.remindMinutes.often: must be a tier such as "10"'],
    },
    {
      name: 'a channel of an unknown type',
      document: { ...MAIN, channels: { x: { type: 'telegramm' } } },
      problems: [
        'channels.x.type: must be an object whose "type" is one of desktop, telegram, discord, slack, ntfy, webhook, command; did you mean "telegram"?',
      ],
    },
    {
      name: 'plain http to the world',
      document: { ...MAIN, channels: { x: { type: 'slack', url: 'http://hooks.example.org/T0' } } },
      problems: ['channels.x.url: must be https: plain http is for loopback and private addresses only'],
    },
    {
      name: 'a header of two lines',
      document: { ...MAIN, channels: { x: { type: 'webhook', url: 'https://a.example', headers: { A: 'b\nC: d' } } } },
      problems: ['channels.x.headers.A: must be one line'],
    },
    {
      name: 'a command that needs a shell as a secret',
      document: { accounts: { main: { apiKey: 'env:K', apiSecret: 'command:pass show x | head -1' } } },
      problems: [
        expect.stringMatching(/^accounts\.main\.apiSecret: command: it runs without a shell; .* \(found \|\)$/),
      ],
    },
    {
      name: 'a route to a channel that does not exist',
      document: { ...MAIN, channels: { phone: { type: 'desktop' } }, routes: { '10': ['phnoe'] } },
      problems: ['routes.10.0: "phnoe" is not a channel; did you mean "phone"?'],
    },
    {
      name: 'a route for no tier',
      document: { ...MAIN, routes: { bilnd: ['desktop'] } },
      problems: ['routes.bilnd: must be a tier such as "10", or "blind"'],
    },
    { name: 'a list instead of a document', document: [], problems: [': must be an object'] },
  ])('$name', ({ document, problems }) => {
    expect(problemsOf(document)).toEqual(problems)
  })

  it('are all reported at once', () => {
    const problems = problemsOf({
      accounts: { main: { apiKey: 'AKIA', apiSecert: 'env:S', environment: 'prod' } },
      tiers: [200],
      staleSeconds: 'soon',
      routes: { '5': ['pager'] },
      stroe: {},
    })
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'accounts.main.apiKey',
      'accounts.main.apiSecret',
      'accounts.main.environment',
      'accounts.main',
      'tiers.0',
      'staleSeconds',
      '',
      'routes.5.0',
    ])
  })

  it('never repeat a value', () => {
    const secret = 'sk-very-secret-value-1234567890'
    const problems = problemsOf({
      accounts: { main: { apiKey: secret, apiSecret: [secret], environment: secret, endpoints: { httpBase: secret } } },
      channels: { x: { type: 'ntfy', url: `http://${secret}.example`, token: secret } },
      crossCheck: { coingeckoKey: secret },
    })
    expect(problems).toHaveLength(7)
    expect(problems.join('\n')).not.toContain(secret)
  })
})
