import { Argument, type Command, Option } from 'commander'
import { EXIT, type ExitCode } from '../../errors.ts'
import { type HelpTail, withHelp } from '../help-tail.ts'

const HELP: HelpTail = {
  examples: [
    ['source <(liqwatch completion bash)', 'in ~/.bashrc'],
    ['source <(liqwatch completion zsh)', 'in ~/.zshrc, after compinit'],
    ['liqwatch completion fish > ~/.config/fish/completions/liqwatch.fish'],
  ],
}

export interface CompletionWiring {
  /** Symbol names from the cache; empty when nothing is cached yet. No network: a key press waits for it. */
  loadSymbols(): Promise<readonly string[]>
  print(text: string): void
  end(exitCode: ExitCode): void
}

/** `liqwatch completion bash | zsh | fish`: a script made from the program as it stands, and the symbols it asks for. */
export function registerCompletion(program: Command, wiring: CompletionWiring): void {
  withHelp(program.command('completion'), HELP)
    .description('print a completion script for your shell')
    .addArgument(new Argument('[shell]', 'the shell that reads it').choices(['bash', 'zsh', 'fish']))
    .addOption(new Option('--symbols', 'print the cached symbols, one a line').hideHelp())
    .action(async (shell: string | undefined, flags: { readonly symbols?: boolean }) => {
      const text = flags.symbols === true ? await symbolLines(wiring) : await scriptText(program, shell)
      if (text !== '') wiring.print(text)
      wiring.end(EXIT.ok)
    })
}

/** Only plain names: what a shell offers is one key press from being a command line. */
async function symbolLines(wiring: CompletionWiring): Promise<string> {
  const names = await wiring.loadSymbols()
  return names.filter((name) => /^[\p{L}\p{N}_-]+$/u.test(name)).join('\n')
}

async function scriptText(program: Command, shell: string | undefined): Promise<string> {
  const { completionScript } = await import('../completion/script.ts')
  return completionScript(program, shell)
}
