import { execFileSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { completionScript } from '../../../src/cli/completion/script.ts'
import { sampleProgram } from './sample-program.ts'

let folder = ''

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'liqwatch-bash-'))
  writeFileSync(join(folder, 'script.bash'), completionScript(sampleProgram(), 'bash'))
  writeFileSync(join(folder, 'main.json'), '{}')
  writeFileSync(join(folder, '@files'), '')
  const program = `#!/bin/sh
[ "$*" = "completion --symbols" ] && printf '%s\\n' SOLUSDT SOLUSDC BTCUSDT '$(touch owned)'
`
  writeFileSync(join(folder, 'liqwatch'), program)
  chmodSync(join(folder, 'liqwatch'), 0o755)
})

afterAll(() => rmSync(folder, { recursive: true }))

/** What bash offers when Tab is pressed after these words; the last one is being typed. */
function offered(...words: readonly string[]): readonly string[] {
  const script = `source script.bash
COMP_WORDS=(liqwatch "$@"); COMP_CWORD=$#
_liqwatch
printf '%s\\n' "\${COMPREPLY[@]}"`
  const out = execFileSync('bash', ['--norc', '-c', script, 'bash', ...words], {
    cwd: folder,
    env: { PATH: `${folder}:/usr/bin:/bin` },
    encoding: 'utf8',
  })
  return out.split('\n').filter((line) => line !== '')
}

describe('completion in bash', () => {
  it.each([
    { name: 'commands', words: ['s'], offers: ['status', 'stop', 'schedule'] },
    { name: 'nothing hidden', words: ['se'], offers: [] },
    { name: 'subcommands', words: ['schedule', ''], offers: ['install', 'status'] },
    { name: 'commands after a global flag and its value', words: ['-c', 'schedule', 'sch'], offers: ['schedule'] },
    { name: 'flags of a subcommand', words: ['schedule', 'install', '--k'], offers: ['--kind'] },
    { name: 'global flags after a command', words: ['fix', '--co'], offers: ['--config'] },
    { name: 'choices of a flag', words: ['schedule', 'install', '--kind', ''], offers: ['cron', 'systemd', 'launchd'] },
    { name: 'choices after =', words: ['schedule', 'install', '--kind', '='], offers: ['cron', 'systemd', 'launchd'] },
    { name: 'choices begun after =', words: ['schedule', 'install', '--kind', '=', 'l'], offers: ['launchd'] },
    { name: 'choices of an argument', words: ['completion', 'z'], offers: ['zsh'] },
    { name: 'files', words: ['--config', 'ma'], offers: ['main.json'] },
    { name: 'a file whose name means something to the script', words: ['--config', '@'], offers: ['@files'] },
    { name: 'nothing for a value nobody can guess', words: ['fix', '--target', ''], offers: [] },
    { name: 'symbols, typed small', words: ['fix', 'sol'], offers: ['SOLUSDT', 'SOLUSDC'] },
    { name: 'a word beside the symbols', words: ['fix', 'ac'], offers: ['account'] },
    { name: 'one symbol only where one is taken', words: ['fix', 'SOLUSDT', 'b'], offers: [] },
    { name: 'symbols again where many are taken', words: ['stop', 'SOLUSDT', 'ETHUSDT', 'b'], offers: ['BTCUSDT'] },
    { name: 'symbols after a flag with a value', words: ['fix', '--target', '15', 'BT'], offers: ['BTCUSDT'] },
  ])('offers $name', ({ words, offers }) => {
    expect(offered(...words)).toEqual(offers)
  })

  it('runs nothing that stands in a cached name', () => {
    expect(offered('fix', '')).toContain('$(touch owned)')
    expect(offered('--config', 'own')).toEqual([])
  })

  it('registers itself for liqwatch', () => {
    const shown = execFileSync('bash', ['--norc', '-c', 'source script.bash; complete -p liqwatch'], { cwd: folder })
    expect(shown.toString().trim()).toBe('complete -F _liqwatch liqwatch')
  })
})
