/** The words of a command line, or why it cannot be run without a shell. */
export type SplitCommand =
  | { readonly ok: true; readonly argv: readonly string[] }
  | { readonly ok: false; readonly problem: string }

// One lexeme at a time: blanks, 'text', "text", \c, a character only a shell would understand, or a run of plain text.
const LEXEME = /(\s+)|'([^']*)'|"((?:[^"\\]|\\[\s\S])*)"|\\([\s\S])|([|&;<>()$`*?])|([^\s'"\\|&;<>()$`*?]+)/y
const NEEDS_A_SHELL = "it runs without a shell; write sh -c '…' for pipes, variables and wildcards"

/** Splits a command line into words as a POSIX shell would (quotes, backslashes), without expanding anything. */
export function splitCommand(line: string): SplitCommand {
  const argv: string[] = []
  let word: string | null = null
  LEXEME.lastIndex = 0
  while (LEXEME.lastIndex < line.length) {
    const lexeme = LEXEME.exec(line)
    if (lexeme === null) return { ok: false, problem: 'a quote or backslash is not finished' }
    const [, blank, single, double, escaped, shell, plain] = lexeme
    if (shell !== undefined) return { ok: false, problem: `${NEEDS_A_SHELL} (found ${shell})` }
    if (double !== undefined && /(^|[^\\])(\\\\)*[$`]/.test(double)) return { ok: false, problem: NEEDS_A_SHELL }
    if (blank !== undefined) {
      if (word !== null) argv.push(word)
      word = null
    } else {
      word = (word ?? '') + (single ?? unescaped(double) ?? escaped ?? plain ?? '')
    }
  }
  if (word !== null) argv.push(word)
  return { ok: true, argv }
}

/** Inside double quotes a backslash protects only these four, and joins lines. */
function unescaped(text: string | undefined): string | undefined {
  return text?.replace(/\\([$`"\\\n])/g, (_, character: string) => (character === '\n' ? '' : character))
}
