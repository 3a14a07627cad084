const BIG_NUMBER = /"~(-?\d+)~"/g

/** JSON text of a reply; a bigint becomes a bare number of any length, as the exchange prints its long ids. */
export function wireJson(value: unknown): string {
  const text = JSON.stringify(value, (_, field: unknown) => (typeof field === 'bigint' ? `~${field}~` : field))
  return text.replace(BIG_NUMBER, '$1')
}
