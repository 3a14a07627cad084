import { splitCommand } from './command-line.ts'

/** Where a secret, or a text that may be one, is to be had. Holding a reference reveals nothing. */
export type SecretReference =
  | { readonly kind: 'env'; readonly name: string }
  /** `path` as written: absolute, below `~/`, or below the folder of the config. */
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly argv: readonly string[] }
  /** The text itself: channel URLs and headers only, and keys of the embedded exchange. */
  | { readonly kind: 'literal'; readonly value: string }

/** Either the parsed reference, or what is wrong with the text; the text itself is in neither. */
export type ParsedReference =
  | { readonly ok: true; readonly reference: SecretReference }
  | { readonly ok: false; readonly problem: string }

const FORMS = 'env:NAME, file:PATH or command:PROGRAM ARGUMENTS'

/** Reads a text that must be a reference: a literal secret in a config is refused, with the way out. */
export function parseSecret(text: string): ParsedReference {
  const parsed = parseReference(text)
  if (parsed !== null) return parsed
  return refused(
    `a secret does not belong in the config: put it in a file of its own (chmod 600) and write file:PATH here; ${FORMS} are understood`,
  )
}

/** Reads a text that may be a reference or stand for itself (URLs, headers). */
export function parseSecretOrText(text: string): ParsedReference {
  return parseReference(text) ?? { ok: true, reference: { kind: 'literal', value: text.trim() } }
}

function parseReference(text: string): ParsedReference | null {
  const [, scheme, rest = ''] = /^(env|file|command):(.*)$/s.exec(text.trim()) ?? []
  if (scheme === 'env') return envReference(rest.trim())
  if (scheme === 'file') return fileReference(rest.trim())
  if (scheme === 'command') return commandReference(rest)
  return null
}

function envReference(name: string): ParsedReference {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return refused('env: wants the name of an environment variable')
  return { ok: true, reference: { kind: 'env', name } }
}

function fileReference(path: string): ParsedReference {
  if (path === '') return refused('file: wants a path')
  return { ok: true, reference: { kind: 'file', path } }
}

function commandReference(line: string): ParsedReference {
  const split = splitCommand(line)
  if (!split.ok) return refused(`command: ${split.problem}`)
  if ((split.argv[0] ?? '') === '') return refused('command: wants a program')
  return { ok: true, reference: { kind: 'command', argv: split.argv } }
}

function refused(problem: string): ParsedReference {
  return { ok: false, problem }
}

/** Names where a secret comes from, for `doctor` and errors: never the secret, nor a command's arguments. */
export function describeReference(reference: SecretReference): string {
  switch (reference.kind) {
    case 'env':
      return `env:${reference.name}`
    case 'file':
      return `file:${reference.path}`
    case 'command':
      return `command:${reference.argv[0] ?? ''}`
    case 'literal':
      return 'the config itself'
  }
}
