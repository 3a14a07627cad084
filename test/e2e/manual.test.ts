import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const path = fileURLToPath(new URL('../../dist/liqwatch.1', import.meta.url))
const page = readFileSync(path, 'utf8')

// What the shells are offered comes from the program itself, and so does the page: each by its own way.
let commands: readonly string[] = []
let flags: readonly (readonly [command: string, flag: string])[] = []

beforeAll(async () => {
  const env = { PATH: process.env.PATH ?? '', HOME: '/nonexistent' }
  const { stdout } = await runCli(['completion', 'fish'], { env })
  const ways = /contains -- \S+ \S+ ((?:'[^']*' ?)+)$/m.exec(stdout)?.[1] ?? ''
  commands = [...ways.matchAll(/'([^']*)'/g)].map(([, words]) => words?.trim() ?? '')
  flags = [...stdout.matchAll(/^complete -c liqwatch -n '__liqwatch_at \\'([^\\]+)\\'' .*?-l ([\w-]+)/gm)].map(
    ([, command, flag]) => [command ?? '', flag ?? ''] as const,
  )
})

/** The part of the page about a command, as far as the next one. */
function partAbout(command: string): string {
  const parts = page.split(/^\.SS /m).slice(1)
  const spelt = `liqwatch ${command}`.replaceAll('-', '\\-')
  return (
    parts.find(
      (part) => part.startsWith(`"${spelt}"`) || part.startsWith(`"${spelt} <`) || part.startsWith(`"${spelt} [`),
    ) ?? ''
  )
}

describe('the manual page', () => {
  it('has every section', () => {
    const sections = [...page.matchAll(/^\.SH "(.*)"$/gm)].map(([, name]) => name)
    expect(sections).toEqual([
      'NAME',
      'SYNOPSIS',
      'DESCRIPTION',
      'FLAGS OF EVERY COMMAND',
      'COMMANDS',
      'EXIT STATUS',
      'ENVIRONMENT',
      'FILES',
      'EXAMPLES',
      'SEE ALSO',
    ])
  })

  it('tells of every command and every flag, with an example', () => {
    expect(commands).toEqual(expect.arrayContaining(['fix', 'alerts silence', 'schedule install', 'margin simulate']))
    for (const command of commands) expect(partAbout(command), command).toContain('.nf\n')
    expect(flags).toEqual(
      expect.arrayContaining([
        ['fix', 'target'],
        ['schedule install', 'dry-run'],
      ]),
    )
    for (const [command, flag] of flags) {
      expect(partAbout(command), `${command} --${flag}`).toContain(`\\-\\-${flag.replaceAll('-', '\\-')}`)
    }
  })

  it('is plain ASCII, without a line that troff could take for a request of its own', () => {
    expect(page).toMatch(/^[\x20-\x7e\n]*$/)
    const known = ['B', 'PP', 'RE', 'RS', 'SH', 'SS', 'TH', 'TP', 'ad', 'fi', 'nf', 'nh', 'sp']
    const requests = new Set([...page.matchAll(/^\\.(\\w*)/gm)].map(([, name]) => name))
    expect([...requests].filter((name) => !known.includes(name ?? ''))).toEqual([])
    expect(page).not.toMatch(/^'/m)
    expect(page).not.toMatch(/\\(?![e&([-])/)
  })

  it('is taken by groff without a warning, where groff is installed', () => {
    const isInstalled = spawnSync('groff', ['--version']).error === undefined
    if (!isInstalled) {
      expect(page.startsWith('.TH LIQWATCH 1 ')).toBe(true)
      return
    }
    const { status, stdout, stderr } = spawnSync('groff', ['-man', '-Tutf8', '-ww', path], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
    expect(stdout).toContain('It reads; it never trades.')
  })

  it('leaves out no command that the README tells of, and the README none that is there', () => {
    const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8')
    const table = /## Commands\n(.*?)\n## /s.exec(readme)?.[1] ?? ''
    const named = new Set([...table.matchAll(/`(?:liqwatch )?([a-z]+)[^`]*`/g)].map(([, name]) => name ?? ''))
    const names = commands.filter((name) => !name.includes(' '))
    expect(names.length).toBeGreaterThan(25)
    expect(names.filter((name) => name !== 'status' && !named.has(name))).toEqual([])
  })

  it('is installed with the program', () => {
    const root = fileURLToPath(new URL('../..', import.meta.url))
    const { man } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8'))
    expect(man).toEqual(['dist/liqwatch.1'])
    const [packed] = JSON.parse(
      execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
        cwd: root,
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    )
    const files = packed.files.map((file: { path: string }) => file.path)
    expect(files).toEqual(
      expect.arrayContaining([
        'dist/liqwatch.1',
        'src/metrics/examples/liqwatch.rules.yml',
        'dist/main.js',
        'bin/liqwatch.js',
        'README.md',
        'CHANGELOG.md',
        'LICENSE',
        'config.example.json',
      ]),
    )
  })
})
