import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'libsql'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type DemoExchange, startDemoExchange } from '../../src/demo/server.ts'
import { type Inbox, startInbox } from '../support/inbox.ts'
import { type CliHome, type CliResult, homeFor, runCli } from '../support/run-cli.ts'

let exchange: DemoExchange
let home: CliHome
let phone: Inbox

beforeEach(async () => {
  exchange = await startDemoExchange()
  phone = await startInbox()
  home = homeFor(exchange, { channels: { phone: { type: 'webhook', url: phone.url } } })
})
afterEach(async () => {
  await Promise.all([exchange.close(), phone.close()])
  rmSync(home.folder, { recursive: true, force: true })
})

const check = (env: Readonly<Record<string, string>> = home.env): Promise<CliResult> => runCli(['check'], { env })
const stateFolder = (): string => join(home.folder, 'state')
const stateFile = (): string => join(stateFolder(), 'liqwatch.db')

describe('check with a state that fails', () => {
  it('keeps the state where only its owner can read it', async () => {
    await check()
    expect(statSync(stateFolder()).mode & 0o777).toBe(0o700)
    for (const name of readdirSync(stateFolder())) expect(statSync(join(stateFolder(), name)).mode & 0o777).toBe(0o600)
  })

  it('sends the alert all the same while another program locks the database, and ends with 3', async () => {
    await check()
    rmSync(stateFolder(), { recursive: true })
    mkdirSync(stateFolder(), { mode: 0o700 })
    const lock = new Database(stateFile())
    lock.exec('CREATE TABLE held (x)')
    lock.exec('BEGIN EXCLUSIVE')
    const result = await check()
    lock.exec('ROLLBACK')
    lock.close()
    expect(result.exitCode).toBe(3)
    expect(phone.letters).toHaveLength(2)
    expect(result.stdout).toMatch(/problem: the state database is locked/)
    expect(result.stdout).toContain('LIQWATCH CRITICAL')
  })

  it('sets a damaged database aside, says where, sends the alert and goes on', async () => {
    mkdirSync(stateFolder(), { mode: 0o700 })
    writeFileSync(stateFile(), 'this is no database, whatever its name says'.repeat(200))
    const result = await check()
    expect(result.exitCode).toBe(3)
    expect(result.stdout).toMatch(
      /problem: the state database was damaged and is set aside as .*liqwatch\.db\.damaged-/,
    )
    expect(phone.letters).toHaveLength(1)
    expect(readdirSync(stateFolder()).some((name) => name.includes('.damaged-'))).toBe(true)
    const next = await check()
    expect(next.exitCode).toBe(2)
    expect(phone.letters).toHaveLength(1)
  })

  it('sends the alert on every run while nothing can be remembered, and ends with 3', async () => {
    const file = join(home.folder, 'no-folder')
    writeFileSync(file, '')
    const env = { ...home.env, LIQWATCH_STATE_DIR: join(file, 'state') }
    for (const count of [1, 2]) {
      const result = await check(env)
      expect(result.exitCode).toBe(3)
      expect(result.stdout).toMatch(/problem: the state database is unavailable/)
      expect(phone.letters).toHaveLength(count)
    }
  })
})
