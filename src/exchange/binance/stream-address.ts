/**
 * The address of a stream: whatever the path says, it stays on the configured host and below the configured path.
 *
 * @throws Error that names neither, when the path leads elsewhere
 */
export function addressUnder(base: string, path: string): URL {
  const root = new URL(base)
  const address = URL.canParse(`${base}/${path}`) ? new URL(`${base}/${path}`) : null
  const isUnder =
    address !== null &&
    address.origin === root.origin &&
    address.pathname.startsWith(`${root.pathname.replace(/\/$/, '')}/`) &&
    address.search === '' &&
    address.hash === '' &&
    address.username === ''
  if (!isUnder) throw new Error('the address of the stream would leave the configured base')
  return address
}
