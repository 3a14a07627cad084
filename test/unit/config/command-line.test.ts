import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { splitCommand } from '../../../src/config/command-line.ts'

describe('a command line', () => {
  it.each([
    { line: 'pass show binance/liqwatch', argv: ['pass', 'show', 'binance/liqwatch'] },
    { line: '  a   b\t"c d" ', argv: ['a', 'b', 'c d'] },
    { line: "op read 'op://My Vault/key'", argv: ['op', 'read', 'op://My Vault/key'] },
    { line: 'a\\ b "c\\"d" \'e"f\'', argv: ['a b', 'c"d', 'e"f'] },
    { line: '"keep\\n" x""y \'\'', argv: ['keep\\n', 'xy', ''] },
    { line: "sh -c 'pass x | head -1'", argv: ['sh', '-c', 'pass x | head -1'] },
    { line: 'a "\\$b"', argv: ['a', '$b'] },
    { line: '', argv: [] },
  ])('$line', ({ line, argv }) => {
    expect(splitCommand(line)).toEqual({ ok: true, argv })
  })

  it.each([
    'a | b',
    'a; b',
    'a && b',
    'a > b',
    'echo $KEY',
    'echo "$KEY"',
    'echo `x`',
    '"`x`"',
    'ls *',
    '(a)',
    'a "b',
    "a 'b",
    'a\\',
  ])('%s is refused', (line) => {
    expect(splitCommand(line).ok).toBe(false)
  })

  it('quoted word by word comes back as it was', () => {
    const words = fc.array(fc.string({ minLength: 1, maxLength: 12 }), { minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(words, (argv) => {
        const line = argv.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ')
        expect(splitCommand(line)).toEqual({ ok: true, argv })
      }),
      { numRuns: 200 },
    )
  })
})
