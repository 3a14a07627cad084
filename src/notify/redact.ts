// Shorter pieces are everyday words; taking them out would only garble the text.
const SHORTEST_SECRET = 4

/** A function that blacks out the given secrets in a text. */
export function redactorOf(secrets: readonly string[]): (text: string) => string {
  const known = [...new Set(secrets)].filter((secret) => secret.length >= SHORTEST_SECRET)
  // Long ones first: a path must not survive as pieces around one of its own segments.
  known.sort((a, b) => b.length - a.length)
  return (text) => known.reduce((redacted, secret) => redacted.replaceAll(secret, '***'), text)
}

/** Everything of a URL but its host: path, segments, query values and user, raw and decoded. */
export function urlSecrets(url: URL): readonly string[] {
  const raw = [url.pathname, url.search, ...url.pathname.split('/'), url.username, url.password]
  return [...raw, ...raw.map(decoded), ...url.searchParams.values()]
}

/** The values of headers, whole and word by word, so that a token is found without its scheme. */
export function headerSecrets(headers: Readonly<Record<string, string>>): readonly string[] {
  return Object.values(headers).flatMap((value) => [value, ...value.split(/\s+/)])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
