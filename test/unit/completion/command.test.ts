import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { registerCompletion } from '../../../src/cli/commands/completion.ts'

async function run(...argv: readonly string[]): Promise<{ text: string; exitCodes: readonly number[] }> {
  const seen = { text: '', exitCodes: [] as number[] }
  const program = new Command('liqwatch').exitOverride().configureOutput({ writeErr: () => undefined })
  registerCompletion(program, {
    loadSymbols: async () => ['SOLUSDT', '币安人生USDT', 'BTCUSDT_260925', 'A B', '$(id)', 'X\nY', ''],
    print: (text) => {
      seen.text += text
    },
    end: (exitCode) => seen.exitCodes.push(exitCode),
  })
  await program.parseAsync(argv, { from: 'user' })
  return seen
}

describe('liqwatch completion', () => {
  it('prints the cached symbols that are plain names, one a line', async () => {
    expect(await run('completion', '--symbols')).toEqual({
      text: 'SOLUSDT\n币安人生USDT\nBTCUSDT_260925',
      exitCodes: [0],
    })
  })

  it.each([
    { shell: 'bash', line: 'complete -F _liqwatch liqwatch' },
    { shell: 'zsh', line: '#compdef liqwatch' },
    { shell: 'fish', line: 'complete -c liqwatch -f' },
  ])('prints the script of $shell', async ({ shell, line }) => {
    const { text, exitCodes } = await run('completion', shell)
    expect(text.split('\n')).toContain(line)
    expect(exitCodes).toEqual([0])
  })

  it('asks for a shell when none is named', async () => {
    await expect(run('completion')).rejects.toMatchObject({
      code: 'usage',
      exitCode: 2,
      hint: 'liqwatch completion bash, zsh or fish',
    })
  })

  it('refuses a shell it does not know', async () => {
    await expect(run('completion', 'tcsh')).rejects.toThrow(/bash, zsh, fish/)
  })
})
