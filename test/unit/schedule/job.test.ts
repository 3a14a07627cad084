import { describe, expect, it } from 'vitest'
import { everyMinutes } from '../../../src/cli/commands/schedule.ts'
import { choicesLine, parseChoices } from '../../../src/cli/schedule/choices.ts'
import { jobName, jobSummary, validJob } from '../../../src/cli/schedule/job.ts'
import { aJob } from './fake-machine.ts'

describe('the name of a job', () => {
  it.each([
    { name: 'all accounts of the default config', account: null, isDefaultConfig: true, is: /^liqwatch$/ },
    { name: 'one account', account: 'main', isDefaultConfig: true, is: /^liqwatch-main$/ },
    { name: 'another config', account: null, isDefaultConfig: false, is: /^liqwatch\.[0-9a-f]{6}$/ },
    {
      name: 'one account of another config',
      account: 'main',
      isDefaultConfig: false,
      is: /^liqwatch-main\.[0-9a-f]{6}$/,
    },
    {
      name: 'an account with odd letters',
      account: 'mein/Konto 1',
      isDefaultConfig: true,
      is: /^liqwatch-mein_Konto_1\.[0-9a-f]{6}$/,
    },
  ])('tells $name', ({ account, isDefaultConfig, is }) => {
    expect(jobName(aJob({ account, isDefaultConfig }))).toMatch(is)
  })

  it('differs between configs and between accounts that look alike', () => {
    const names = [
      jobName(aJob({ isDefaultConfig: false, configPath: '/a.json' })),
      jobName(aJob({ isDefaultConfig: false, configPath: '/b.json' })),
      jobName(aJob({ account: 'a b' })),
      jobName(aJob({ account: 'a/b' })),
      jobName(aJob({ account: 'a_b' })),
    ]
    expect(new Set(names).size).toBe(5)
  })
})

describe('the choices', () => {
  it.each([
    { name: 'the defaults', changes: {} },
    { name: 'a watch', changes: { what: 'watch' } },
    { name: 'all of them', changes: { everyMinutes: 7, timeoutSeconds: 2.5, pingUrl: 'https://x/--a---b"\\d' } },
  ] as const)('come back from the line that keeps $name', ({ changes }) => {
    const { what, everyMinutes: minutes, pingUrl, timeoutSeconds } = aJob(changes)
    const line = choicesLine(aJob(changes))
    expect(parseChoices(`first\n# ${line}\nlast`)).toEqual({ what, everyMinutes: minutes, pingUrl, timeoutSeconds })
    expect(line).not.toContain('--')
  })

  it.each([
    { what: 'watch', metrics: '0.0.0.0:9464', isMetricsPublic: true },
    { what: 'check', prom: '/var/lib/node_exporter/liq--watch.prom' },
  ] as const)('come back with metrics: %j', (changes) => {
    const line = choicesLine(aJob(changes))
    expect(parseChoices(line)).toEqual({ everyMinutes: 1, pingUrl: null, timeoutSeconds: null, ...changes })
    expect(line).not.toContain('--')
  })

  it.each(['', '# choices', '# choices {"what":', '# choices {"everyMinutes":"x"}', '# choices {}'])(
    'are the defaults after %j',
    (text) => {
      expect(parseChoices(text)).toEqual({ what: 'check', everyMinutes: 1, pingUrl: null, timeoutSeconds: null })
    },
  )

  it('are said in words', () => {
    const jobs = [
      aJob(),
      aJob({ everyMinutes: 5 }),
      aJob({ what: 'watch' }),
      aJob({ what: 'watch', metrics: ':9464' }),
      aJob({ prom: '/x.prom' }),
    ]
    expect(jobs.map(jobSummary)).toEqual([
      'check every minute',
      'check every 5 minutes',
      'watch, kept running',
      'watch, kept running, metrics on :9464',
      'check every minute, metrics in /x.prom',
    ])
  })
})

describe('--every', () => {
  it.each([
    { text: '1', minutes: 1 },
    { text: '5m', minutes: 5 },
    { text: '59 m', minutes: 59 },
  ])('reads $text', ({ text, minutes }) => {
    expect(everyMinutes(text)).toBe(minutes)
  })

  it.each(['0', '60', '-1', '1.5', '', 'm', '5h', '1e1'])('refuses %j', (text) => {
    expect(() => everyMinutes(text)).toThrow(/1 to 59 minutes/)
  })
})

it.each([
  { name: 'the config', changes: { configPath: '/a\nb.json' } },
  { name: 'the account', changes: { account: 'a\u0000b' } },
  { name: 'the state folder', changes: { environment: { LIQWATCH_STATE_DIR: '/a\tb' } } },
])('a control character in $name is refused', ({ changes }) => {
  expect(() => validJob(aJob(changes))).toThrow(/control character/)
})
