import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, homeFor, runCli } from '../support/run-cli.ts'

const WRITE_INPUT = "require('fs').writeFileSync(process.argv[1], require('fs').readFileSync(0))"
/** What steers a terminal or reorders a line; our own output holds line breaks only. */
const STEERING = /[\p{Cc}\u202a-\u202e\u2066-\u2069\u200b-\u200f]/u

let exchange: DemoExchange
let inbox: Inbox
let home: CliHome
let folder: string

beforeEach(async () => {
  exchange = await startDemoExchange({ speed: 0 })
  inbox = await startInbox()
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-names-'))
  home = homeFor(exchange, {
    channels: {
      hook: { type: 'webhook', url: inbox.url },
      program: { type: 'command', argv: [process.execPath, '-e', WRITE_INPUT, join(folder, 'message')] },
    },
  })
})
afterEach(async () => {
  await exchange.close()
  await inbox.close()
})

/** Lets the exchange call the worst position by this name, in every reply. */
function rename(name: string): void {
  exchange.faults.http({ kind: 'set-field', field: 'symbol', symbol: 'SOLUSDT', value: name })
}

const NAMES: readonly { name: string; symbol: string }[] = [
  { name: 'a formula', symbol: `=HYPERLINK("http://x","y")` },
  { name: 'another formula', symbol: `@SUM(1+1)*cmd|' /C calc'!A0` },
  { name: 'escapes of a terminal', symbol: '\u001b[2J\u001b]0;owned\u0007\u009b31mSOL' },
  { name: 'marks that turn text around', symbol: 'SOL\u202eTDSU\u2066\u200bX' },
  { name: 'lines of its own', symbol: 'SOL\nOK everything is fine\r\nX-Evil: 1\u2028' },
  { name: 'HTML', symbol: '<img src=x onerror=alert(1)><script>' },
  { name: 'a shell', symbol: '$(touch owned);`touch owned`|touch owned #' },
  { name: 'mark-up of chats', symbol: '@everyone <!channel> <@U1> *b* [a](http://x)' },
  { name: 'a path', symbol: '../../../../tmp/owned' },
  { name: 'a query', symbol: 'SOL&symbol=BTCUSDT&timestamp=1#' },
  { name: 'a name of the prototype chain', symbol: '__proto__' },
  { name: 'another such name', symbol: 'constructor' },
]

describe('a report', () => {
  it('holds a symbol that is HTML as text', async () => {
    rename('<img src=x onerror=alert(1)><script>')
    await runCli(['check'], { env: home.env })
    const file = join(folder, 'report.html')
    const { exitCode } = await runCli(['report', '--html', file, '--no-sync'], { env: home.env })
    expect(exitCode).toBe(0)
    const html = readFileSync(file, 'utf8')
    expect(html).toContain('&lt;img src=x')
    expect(html).not.toContain('<img src=x')
  })
})

describe.each(NAMES)('a symbol that is $name', ({ symbol }) => {
  it('is printed, stored and sent as plain text, and hides nothing', async () => {
    rename(symbol)
    const { env } = home
    const run = (...words: readonly string[]) => runCli(words, { env, cwd: folder })
    const [screen, table, document] = [
      await run('status'),
      await run('positions', '--csv'),
      await run('status', '--json'),
    ]
    const check = await run('check')
    for (const { stdout, stderr } of [screen, table, check]) {
      const lines = `${stdout}${stderr}`.split(/\r?\n/)
      expect(lines.filter((line) => STEERING.test(line))).toEqual([])
    }
    // Four positions there are, whatever one of them is called.
    expect(table.stdout.trimEnd().split('\r\n')).toHaveLength(5)
    expect(table.stdout).not.toMatch(/(^|,)"?[=@+]/m)
    const { accounts } = JSON.parse(document.stdout)
    expect(accounts[0].positions).toHaveLength(4)
    expect(check.exitCode).toBeGreaterThan(0)
    expect(inbox.letters.length).toBeGreaterThan(0)
    for (const { body, path } of inbox.letters) {
      expect(path).toBe(`/${inbox.secret}`)
      const { title, body: words } = JSON.parse(body)
      expect(
        String(`${title}${words}`)
          .split('\n')
          .filter((line) => STEERING.test(line)),
      ).toEqual([])
    }
    const message = readFileSync(join(folder, 'message'), 'utf8')
    expect(message.split('\n').filter((line) => STEERING.test(line))).toEqual([])
    expect([existsSync(join(folder, 'owned')), existsSync('/tmp/owned')]).toEqual([false, false])
  })
})
