import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { decodeKeys } from '../../../src/cli/watch-terminal.ts'

const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J'
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-terminal-'))
  buildSync({
    entryPoints: [fileURLToPath(new URL('../../../src/cli/watch-terminal.ts', import.meta.url))],
    outfile: join(folder, 'watch-terminal.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    banner: { js: "import { createRequire } from 'node:module';const require = createRequire(import.meta.url);" },
  })
})

afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Ending {
  readonly stdout: string
  readonly stderr: string
  readonly code: number | null
  readonly signal: string | null
}

const PRELUDE = `
  import { openWatchTerminal } from './watch-terminal.mjs'
  const keys = []
  const terminal = openWatchTerminal({
    input: process.stdin, output: process.stdout,
    onKey: (key) => keys.push(key), onResize: () => {},
  })
  terminal.paint(['first', 'second'])
`

/** Runs a small program that holds the terminal; \`act\` is called once it has painted. */
function runProgram(body: string, act: (child: ReturnType<typeof spawn>) => void = () => undefined): Promise<Ending> {
  const file = join(folder, `child-${Math.random().toString(36).slice(2)}.mjs`)
  writeFileSync(file, PRELUDE + body)
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [file], { stdio: ['pipe', 'pipe', 'pipe'] })
    let [stdout, stderr, hasActed] = ['', '', false]
    child.stdout.on('data', (data) => {
      stdout += data
      if (hasActed || !stdout.includes('ready')) return
      hasActed = true
      act(child)
    })
    child.stderr.on('data', (data) => {
      stderr += data
    })
    child.on('close', (code, signal) => resolve({ stdout, stderr, code, signal }))
  })
}

const WAIT = "process.stdout.write('ready'); setTimeout(() => {}, 20_000);"

describe('the terminal', () => {
  it.each([
    { way: 'close', body: 'terminal.close(); terminal.close()', code: 0 },
    { way: 'an exit with a code', body: 'process.exit(3)', code: 3 },
    { way: 'a crash', body: "throw new Error('boom')", code: 1 },
    { way: 'a rejection that nobody caught', body: "Promise.reject(new Error('boom'))", code: 1 },
    { way: 'a crash later on', body: "setTimeout(() => { throw new Error('boom') }, 5)", code: 1 },
  ])('is given back, once, after $way', async ({ body, code }) => {
    const ending = await runProgram(body)
    expect(ending.code).toBe(code)
    expect(ending.stdout.startsWith(ENTER)).toBe(true)
    expect(ending.stdout.endsWith(LEAVE)).toBe(true)
    expect(ending.stdout.split(LEAVE)).toHaveLength(2)
    expect(ending.stderr.includes('boom')).toBe(body.includes('boom'))
  })

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('is given back after %s, which still kills', async (signal) => {
    const ending = await runProgram(WAIT, (child) => child.kill(signal))
    expect(ending.signal).toBe(signal)
    expect(ending.stdout.endsWith(LEAVE)).toBe(true)
  })

  it('leaves a signal to whoever else listens for it, also when that is only once', async () => {
    const body = `process.once('SIGTERM', () => { setTimeout(() => { console.log('finished'); process.exit(0) }, 10) }); ${WAIT}`
    const ending = await runProgram(body, (child) => child.kill('SIGTERM'))
    expect(ending.code).toBe(0)
    expect(ending.stdout.endsWith(`${LEAVE}finished\n`)).toBe(true)
  })

  it('writes only the lines that changed, and nothing once it is closed', async () => {
    const { stdout } = await runProgram(
      "terminal.paint(['first', 'other']); terminal.paint(['first', 'other']); terminal.close(); terminal.paint(['late'])",
    )
    expect(stdout).toBe(`${ENTER}\u001b[1;1H\u001b[Kfirst\u001b[2;1H\u001b[Ksecond\u001b[2;1H\u001b[Kother${LEAVE}`)
  })

  it('writes everything again after it was told to forget, or was resized', async () => {
    const { stdout } = await runProgram(
      "terminal.forget(); terminal.paint(['first']); process.stdout.emit('resize'); terminal.paint(['first']); terminal.close()",
    )
    expect(stdout.split('\u001b[1;1H\u001b[Kfirst')).toHaveLength(4)
    expect(stdout).toContain('\u001b[2J\u001b[1;1H\u001b[Kfirst')
  })

  it('passes keys on by name', async () => {
    const body = `process.stdout.write('ready'); const wait = setInterval(() => { if (keys.includes('q')) { clearInterval(wait); terminal.close(); console.log(JSON.stringify(keys)) } }, 5)`
    const { stdout } = await runProgram(body, (child) => child.stdin?.write('\u001b[A/é\rq'))
    expect(stdout.endsWith('["up","/","é","enter","q"]\n')).toBe(true)
  })
})

describe('raw input', () => {
  it.each([
    { name: 'arrows of both kinds', text: '\u001b[A\u001b[B\u001bOA\u001bOB', keys: ['up', 'down', 'up', 'down'] },
    { name: 'paging', text: '\u001b[5~\u001b[6~\u001b[H\u001b[F', keys: ['pageup', 'pagedown', 'home', 'end'] },
    { name: 'a lone escape', text: '\u001b', keys: ['escape'] },
    { name: 'control keys', text: '\u0003\u000c\r\u007f', keys: ['ctrl-c', 'ctrl-l', 'enter', 'backspace'] },
    { name: 'keys that mean nothing here', text: '\u001b[15~\u001b[1;5C\u0001x', keys: ['x'] },
    { name: 'letters of all scripts', text: 'aé币', keys: ['a', 'é', '币'] },
  ])('reads $name', ({ text, keys }) => {
    expect(decodeKeys(text)).toEqual(keys)
  })
})
