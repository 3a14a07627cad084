import { Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { helpStyle, helpWidth } from '../../../src/cli/help-style.ts'
import { helpTailText } from '../../../src/cli/help-tail.ts'

const TAIL = {
  notes: ['Seven short words make up this note.', '  { "kept": "as it stands" }'],
  examples: [['liqwatch fix sol', 'back to 15 % from liquidation'], ['liqwatch fix account']],
  topics: ['fix', 'joint'],
} as const

describe('the end of a help', () => {
  it('puts notes beside the examples where there is room', () => {
    expect(helpTailText(TAIL, 80).split('\n')).toEqual([
      '',
      'Seven short words make up this note.',
      '',
      '  { "kept": "as it stands" }',
      '',
      'Examples:',
      '  liqwatch fix sol      back to 15 % from liquidation',
      '  liqwatch fix account',
      '',
      'Explained by: liqwatch explain fix, joint (one at a time)',
      'Also takes the flags that liqwatch --help lists: --json, --demo, -a NAME and',
      'others.',
    ])
  })

  it('breaks notes and paragraphs between words, and puts the note of a long line below it', () => {
    const lines = helpTailText(TAIL, 40).split('\n')
    expect(lines).toEqual(
      expect.arrayContaining(['  liqwatch fix sol  back to 15 % from', '                    liquidation']),
    )
    expect(lines.every((line) => line.length <= 40)).toBe(true)
    const long = { examples: [['liqwatch fix sol --target 20', 'farther away']] } as const
    expect(helpTailText(long, 40)).toContain('\n  liqwatch fix sol --target 20\n      farther away\n')
  })
})

describe('the flags of a help', () => {
  it.each([
    { columns: undefined, width: 80 },
    { columns: 20, width: 40 },
    { columns: 72, width: 72 },
    { columns: 200, width: 100 },
  ])('is set in $width of $columns columns', ({ columns, width }) => {
    expect(helpWidth(columns)).toBe(width)
  })

  it('names choices and defaults, and goes below its flag where there is no room beside it', () => {
    const kind = new Option('--kind <scheduler>', 'which scheduler').choices(['cron', 'launchd']).default('cron')
    const command = new Command('install').addOption(kind).helpOption(false)
    const helpAt = (columns: number): string => command.configureHelp(helpStyle(columns)).helpInformation()
    expect(helpAt(90)).toContain('  --kind <scheduler>  which scheduler (one of cron, launchd; default: cron)\n')
    expect(helpAt(44)).toContain(
      '  --kind <scheduler>\n      which scheduler (one of cron, launchd;\n      default: cron)\n',
    )
  })

  it('lists subcommands by what they take, without their flags', () => {
    const command = new Command('alerts').configureHelp(helpStyle(80)).helpCommand(false)
    command.command('ack').argument('<symbol|all>', 'what').option('--note <text>').description('stop its repeats')
    command.command('log').option('--limit <number>').description('what was sent')
    expect(command.helpInformation()).toMatch(/^ {2}ack <subject> +stop its repeats\n {2}log +what was sent$/m)
  })
})
