import { Chalk } from 'chalk'

/** What a piece of text says by its colour. Every tone is also told by a word or mark, for those who see no colour. */
export type Tone = 'critical' | 'warning' | 'unknown' | 'calm' | 'faint' | 'strong' | 'plain'

/** Paints text, or leaves it as it is where colours are off. */
export type Palette = (tone: Tone, text: string) => string

export interface ColourInputs {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether the stream that is written to is a terminal. */
  readonly isTerminal: boolean
  /** The `--no-color` flag. */
  readonly isForbidden: boolean
}

/**
 * Whether to colour, decided once per run: `--no-color` beats FORCE_COLOR, which beats NO_COLOR and TERM=dumb, which
 * beat what the stream is. An empty NO_COLOR counts as unset; FORCE_COLOR of 0 or false forbids.
 */
export function usesColour({ env, isTerminal, isForbidden }: ColourInputs): boolean {
  if (isForbidden) return false
  const force = env.FORCE_COLOR
  if (force !== undefined) return force !== '0' && force.toLowerCase() !== 'false'
  if ((env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb') return false
  return isTerminal
}

/** The palette of a run. Sixteen colours, so that the reader's own terminal theme decides the shades. */
export function paletteFor(inputs: ColourInputs): Palette {
  return usesColour(inputs) ? colourPalette() : plainPalette
}

/** Leaves every text as it is. */
export const plainPalette: Palette = (_tone, text) => text

function colourPalette(): Palette {
  const chalk = new Chalk({ level: 1 })
  const paint: Readonly<Record<Tone, (text: string) => string>> = {
    critical: chalk.bold.red,
    warning: chalk.yellow,
    unknown: chalk.magenta,
    calm: chalk.green,
    faint: chalk.dim,
    strong: chalk.bold,
    plain: (text) => text,
  }
  return (tone, text) => (text === '' ? text : paint[tone](text))
}
