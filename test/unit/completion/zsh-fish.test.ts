import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completionScript } from '../../../src/cli/completion/script.ts'
import { sampleProgram } from './sample-program.ts'

const zsh = completionScript(sampleProgram(), 'zsh')
const fish = completionScript(sampleProgram(), 'fish')
let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-shells-'))
  writeFileSync(join(folder, 'script.zsh'), zsh)
  writeFileSync(join(folder, 'script.fish'), fish)
  writeFileSync(join(folder, 'liqwatch'), "#!/bin/sh\nprintf '%s\\n' SOLUSDT SOLUSDC BTCUSDT\n")
  chmodSync(join(folder, 'liqwatch'), 0o755)
})

afterAll(() => rmSync(folder, { recursive: true }))

describe('the zsh script', () => {
  it.each([
    { name: 'is found by compinit', line: '#compdef liqwatch' },
    {
      name: 'describes commands, with quotes in the text',
      line: `    'fix:what would fix it: a stop, a close; it'"'"'s advice'`,
    },
    { name: 'gives both spellings of a global flag', line: `    '(-c --config)--config=[config file]:file:_files'` },
    {
      name: 'escapes what _arguments would read',
      line: String.raw`    '--json[print one \[JSON\] document\: schema]'`,
    },
    { name: 'lists choices', line: `    '--kind=[which scheduler]:scheduler:(cron systemd launchd)' \\` },
    {
      name: 'offers symbols and the word beside them',
      line: `    '1:symbol|account:{_liqwatch_symbols; compadd account}'`,
    },
    { name: 'takes many symbols', line: `    '*:symbols:_liqwatch_symbols'` },
    { name: 'goes down to subcommands', line: '        install) _liqwatch_command_schedule_install ;;' },
    { name: 'has a function for a subcommand', line: '_liqwatch_command_schedule_install() {' },
  ])('$name', ({ line }) => {
    expect(zsh.split('\n')).toContain(line)
  })

  it('keeps hidden commands and flags to itself', () => {
    expect(zsh).not.toContain('secret')
    expect(zsh).not.toContain('--symbols[')
  })
})

describe('the fish script', () => {
  it.each([
    { name: 'offers no files by default', line: 'complete -c liqwatch -f' },
    { name: 'offers files to --config', line: "complete -c liqwatch -s c -l config -r -F -d 'config file'" },
    {
      name: 'describes commands, with quotes in the text',
      line: String.raw`complete -c liqwatch -n '__liqwatch_at \'\' 0' -a 'fix' -d 'what would fix it: a stop, a close; it\'s advice'`,
    },
    {
      name: 'lists choices',
      line: String.raw`complete -c liqwatch -n '__liqwatch_at \'schedule install\'' -l kind -x -a 'cron systemd launchd' -d 'which scheduler'`,
    },
    {
      name: 'offers symbols and the word beside them',
      line: String.raw`complete -c liqwatch -n '__liqwatch_at \'fix\' 0' -a '(__liqwatch_symbols) account'`,
    },
    {
      name: 'knows which flags take a value',
      line: "        case '* -c' '* --config' '* -a' '* --account' 'fix --target' 'schedule install --kind' 'schedule status --kind'",
    },
  ])('$name', ({ line }) => {
    expect(fish.split('\n')).toContain(line)
  })

  it('keeps hidden commands and flags to itself', () => {
    expect(fish).not.toContain('secret')
    expect(fish).not.toContain('-l symbols')
  })
})

// The lines above hold everywhere; where the shells are installed, they read the scripts themselves.
const isInstalled = (shell: string): boolean => spawnSync(shell, ['--version']).status === 0

if (isInstalled('zsh')) {
  it('is a script to zsh', () => {
    expect(execFileSync('zsh', ['-n', join(folder, 'script.zsh')]).toString()).toBe('')
  })
}

if (isInstalled('fish')) {
  it.each([
    { line: 'sch', offers: ['schedule'] },
    { line: '-c schedule sch', offers: ['schedule'] },
    { line: 'schedule ', offers: ['install', 'status'] },
    { line: 'schedule install --kind l', offers: ['launchd'] },
    { line: '-c x schedule install --kind l', offers: ['launchd'] },
    { line: 'fix so', offers: ['SOLUSDC', 'SOLUSDT'] },
    { line: 'fix SOLUSDT ', offers: [] },
    { line: 'stop SOLUSDT BTCUSDT b', offers: ['BTCUSDT'] },
  ])('offers $offers in fish after "$line"', ({ line, offers }) => {
    const script = `source ${folder}/script.fish; complete -C 'liqwatch ${line}'`
    const env = { PATH: `${folder}:/usr/bin:/bin`, HOME: folder }
    const out = execFileSync('fish', ['--no-config', '-c', script], { env, encoding: 'utf8' })
    expect(out.split('\n').flatMap((row) => row.split('\t')[0] || [])).toEqual(offers)
  })
}
