const HIDDEN = '[hidden]'

const PATTERNS: readonly (readonly [RegExp, string])[] = [
  [/-----BEGIN [^-]*-----[\s\S]*?(-----END [^-]*-----|$)/g, HIDDEN],
  // A URL keeps its host and path: everything behind the question mark may hold a signature.
  [/(\b(?:https?|wss?):\/\/[^\s?#'"]*)[?#][^\s'"]*/gi, `$1?${HIDDEN}`],
  [
    /\b(signature|listenKey|apiKey|api_key|apiSecret|secret|token|x-mbx-apikey)(["']?\s*[=:]\s*["']?)[^\s&"',;]+/gi,
    `$1$2${HIDDEN}`,
  ],
  // API keys, secrets, listen keys and hex signatures are all 64 characters; nothing we say is a word that long.
  [/[A-Za-z0-9+_-]{40,}={0,2}/g, HIDDEN],
]

/** The text without signatures, keys, listen keys, PEM blocks and queries of URLs, and without the given secrets. */
export function redact(text: string, secrets: readonly string[] = []): string {
  const known = secrets.filter((secret) => secret !== '')
  const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text)
  return PATTERNS.reduce((rest, [pattern, replacement]) => rest.replace(pattern, replacement), withoutKnown)
}
