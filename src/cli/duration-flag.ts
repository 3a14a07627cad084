import { InvalidArgumentError } from 'commander'

const UNIT_MS: Readonly<Record<string, number>> = {
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
}

/**
 * Reads `90s`, `30m`, `2h`, `1d`, `1w` or `1h30m` as milliseconds.
 *
 * @throws InvalidArgumentError for anything else, zero included
 */
export function durationFlag(text: string): number {
  const plain = text.trim().toLowerCase().replaceAll(' ', '')
  const parts = [...plain.matchAll(/(\d{1,6})([smhdw])/g)]
  const isWhole = parts.map(([part]) => part).join('') === plain
  const durationMs = parts.reduce((total, [, count, unit]) => total + Number(count) * (UNIT_MS[unit ?? ''] ?? 0), 0)
  if (isWhole && durationMs > 0) return durationMs
  throw new InvalidArgumentError('It takes a length of time with its unit, for example 30m, 2h, 1h30m or 1d.')
}
