import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const src = fileURLToPath(new URL('../../src', import.meta.url))

/** The embedded exchange plays the other side of the wire, on loopback. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter(
  (file) => file.endsWith('.ts') && !file.startsWith('demo/'),
)

const holding = (pattern: RegExp): readonly string[] =>
  files.filter((file) => pattern.test(readFileSync(join(src, file), 'utf8'))).sort()

/** What doctor --egress lists would be worth nothing if another file could open a connection. */
describe('the ways out of the process', () => {
  it.each([
    {
      name: 'HTTP',
      // fetchX( and #fetch( are our own methods.
      pattern: /from 'node:https?'|(?<![\w.#])fetch\(url/,
      doors: [
        'cli/ping.ts',
        'exchange/binance/gate.ts',
        'exchange/reference/fetch-json.ts',
        'metrics/server.ts',
        'notify/http.ts',
      ],
    },
    { name: 'websockets', pattern: /from 'ws'|\)\('ws'\)/, doors: ['exchange/binance/socket.ts'] },
    {
      name: 'other sockets',
      pattern:
        /import (?!type)[^'\n]*\b(connect|createConnection|Socket|createServer)\b[^'\n]*'node:(net|tls|dgram|http2)'/,
      doors: [],
    },
    {
      name: 'child processes',
      pattern: /import (?!type)[^;]*from 'node:child_process'|from 'node-notifier'/,
      doors: ['cli/schedule/node-system.ts', 'config/secret-command.ts', 'notify/command.ts', 'notify/desktop.ts'],
    },
    { name: 'a shell', pattern: /shell: ?true|\bexec(Sync)?\(['"`\w]+, \{|import \{[^}]*\bexec(Sync)?\b/, doors: [] },
    { name: 'threads and other processes', pattern: /node:(worker_threads|cluster|vm|repl|inspector)'/, doors: [] },
    { name: 'code made of text', pattern: /\beval\(|new Function\(/, doors: [] },
    { name: 'words into a websocket', pattern: /(socket|line)\.send\(/i, doors: [] },
  ])('$name', ({ pattern, doors }) => {
    expect(holding(pattern)).toEqual(doors)
  })

  it('check every certificate', () => {
    expect(holding(/rejectUnauthorized: (?!true)|checkServerIdentity|NODE_TLS_REJECT_UNAUTHORIZED'?\]? = /)).toEqual([])
  })
})
