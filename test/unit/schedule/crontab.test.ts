import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { blockIn, cronBlock, withBlock, withoutBlock } from '../../../src/cli/schedule/crontab.ts'
import { cronWord } from '../../../src/cli/schedule/shell-word.ts'
import { aJob } from './fake-machine.ts'

describe('the crontab lines', () => {
  it('are two markers, the choices and one command with absolute paths', () => {
    expect(cronBlock(aJob({ everyMinutes: 5 }))).toBe(
      `# begin liqwatch (account all, config /home/ann/.config/liqwatch/config.json): written by liqwatch schedule, keep both marker lines
# choices {"what":"check","everyMinutes":5,"pingUrl":null,"timeoutSeconds":null}
*/5 * * * * /usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /home/ann/.config/liqwatch/config.json
# end liqwatch
`,
    )
  })

  it.each([
    {
      name: 'every minute',
      changes: {},
      line: '* * * * * /usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /c.json',
    },
    {
      name: 'a watch is started every minute and logs nowhere',
      changes: { what: 'watch', everyMinutes: 5 },
      line: '* * * * * /usr/bin/node /opt/liqwatch/bin/liqwatch.js watch --headless --quiet --config /c.json >/dev/null',
    },
    {
      name: 'account, timeout and ping are passed on',
      changes: { account: 'main', timeoutSeconds: 20, pingUrl: 'https://hc.example/ping/1?a=b&c=%20' },
      line: `* * * * * /usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /c.json --account main --timeout 20 --ping 'https://hc.example/ping/1?a=b&c='\\%20`,
    },
    {
      name: 'spaces, quotes and percent signs are escaped',
      changes: { configPath: "/home/ann/100% Ann's/c.json" },
      line: `* * * * * /usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /home/ann/100\\%' Ann'"'"'s/c.json'`,
    },
    {
      name: 'the state folder is passed on',
      changes: { environment: { LIQWATCH_STATE_DIR: '/srv/my state' } },
      line: `* * * * * LIQWATCH_STATE_DIR='/srv/my state' /usr/bin/node /opt/liqwatch/bin/liqwatch.js check --quiet --config /c.json`,
    },
  ] as const)('$name', ({ changes, line }) => {
    expect(cronBlock(aJob({ configPath: '/c.json', ...changes })).split('\n')[2]).toBe(line)
  })

  it.each([
    { name: 'a backslash', configPath: '/a\\b.json', message: /backslash/ },
    { name: 'a line longer than cron takes', configPath: `/${'long/'.repeat(200)}c.json`, message: /998/ },
  ])('refuse $name', ({ configPath, message }) => {
    expect(() => cronBlock(aJob({ configPath }))).toThrow(message)
  })
})

describe('a word in a crontab', () => {
  /** A cron that takes the backslash of `\%` away, as crontab(5) says; a bare `%` would end the line. */
  const unescaped = (line: string): string => line.replaceAll('\\%', '%')
  const words = fc.array(
    fc.string({ unit: 'grapheme', maxLength: 12 }).filter((word) => !/[\p{Cc}\\]/u.test(word)),
    {
      minLength: 1,
      maxLength: 20,
    },
  )

  it.each([
    { name: 'by a cron that takes the backslash away', read: unescaped },
    { name: 'by a cron that leaves it to the shell', read: (line: string) => line },
  ])('arrives unchanged when read $name', ({ read }) => {
    fc.assert(
      fc.property(words, (list) => {
        const line = read(list.map((word) => `x${cronWord(word)}`).join(' '))
        const out = execFileSync('/bin/sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
        expect(out.split('\0').slice(0, -1)).toEqual(list.map((word) => `x${word}`))
      }),
      { numRuns: 60 },
    )
  })

  it('never holds a bare percent sign', () => {
    fc.assert(
      fc.property(words, (list) => {
        expect(list.map(cronWord).join(' ')).not.toMatch(/(^|[^\\])%/)
      }),
    )
  })
})

const BLOCK = cronBlock(aJob())
const OTHER = `# begin liqwatch-main (account main, config /x): hand-made\n* * * * * true\n# end liqwatch-main\n`

describe('the crontab around them', () => {
  it.each([
    { name: 'an empty crontab', before: '', after: BLOCK },
    { name: 'other lines', before: 'MAILTO=ann\n0 1 * * * backup\n', after: `MAILTO=ann\n0 1 * * * backup\n${BLOCK}` },
    { name: 'a last line without an end', before: '0 1 * * * backup', after: `0 1 * * * backup\n${BLOCK}` },
    { name: 'another account', before: OTHER, after: `${OTHER}${BLOCK}` },
    {
      name: 'an earlier block, replaced where it stands',
      before: `a\n# begin liqwatch (old)\n*/9 * * * * old\n# end liqwatch\nb\n`,
      after: `a\n${BLOCK}b\n`,
    },
    {
      name: 'the block twice',
      before: `a\n${BLOCK}b\n${BLOCK}c\n`,
      after: `a\n${BLOCK}b\nc\n`,
    },
  ])('takes the block into $name', ({ before, after }) => {
    expect(withBlock(before, 'liqwatch', BLOCK)).toBe(after)
  })

  it('gives back the block of one job only', () => {
    expect(blockIn(`${OTHER}${BLOCK}`, 'liqwatch')).toBe(BLOCK)
    expect(blockIn(OTHER, 'liqwatch')).toBeNull()
  })

  it.each([
    { name: 'no end', text: `# begin liqwatch (x)\n* * * * * a\n0 0 * * * precious\n` },
    { name: 'a second begin inside', text: `# begin liqwatch (x)\n0 0 * * * precious\n${BLOCK}` },
  ])('is not touched when a begin marker has $name', ({ text }) => {
    expect(() => withoutBlock(text, 'liqwatch')).toThrow(/without its "# end liqwatch"/)
    expect(() => withBlock(text, 'liqwatch', BLOCK)).toThrow(/without its "# end liqwatch"/)
  })

  const lines = fc.array(fc.oneof(fc.string(), fc.constantFrom('# end liqwatch-main', '# begin', '\r', '', '%')), {
    maxLength: 8,
  })
  const crontabs = lines.map((list) => list.map((line) => `${line.replaceAll('\n', ' ')}\n`).join(''))

  it('is byte for byte what it was after install and remove', () => {
    fc.assert(
      fc.property(crontabs, crontabs, (before, later) => {
        const installed = withBlock(before, 'liqwatch', BLOCK)
        expect(withoutBlock(`${installed}${later}`, 'liqwatch')).toBe(`${before}${later}`)
      }),
    )
  })

  it('stays the same when the same block is installed again', () => {
    fc.assert(
      fc.property(crontabs, (before) => {
        const once = withBlock(before, 'liqwatch', BLOCK)
        expect(withBlock(once, 'liqwatch', BLOCK)).toBe(once)
      }),
    )
  })
})
