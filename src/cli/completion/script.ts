import type { Command } from 'commander'
import { UsageError } from '../../errors.ts'
import { bashCompletion } from './bash.ts'
import { fishCompletion } from './fish.ts'
import { type CompletionTree, completionTree } from './tree.ts'
import { zshCompletion } from './zsh.ts'

const SCRIPTS: Readonly<Record<string, (tree: CompletionTree) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
}

/**
 * The script for a shell.
 *
 * @throws UsageError when no shell, or one we do not know, is named
 */
export function completionScript(program: Command, shell: string | undefined): string {
  const render = SCRIPTS[shell ?? '']
  if (render !== undefined) return render(completionTree(program))
  throw new UsageError('liqwatch completion needs the name of your shell', {
    hint: 'liqwatch completion bash, zsh or fish',
  })
}
