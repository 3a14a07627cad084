/** Ready-made faults in the words of the exchange; aim and count are added by spreading. */
export const FAULTS = {
  rateLimited: (retryAfterSeconds = 30) =>
    ({
      kind: 'status',
      status: 429,
      headers: { 'Retry-After': String(retryAfterSeconds) },
      body: { code: -1003, msg: 'Too many requests; current limit of IP(127.0.0.1) is 2400 requests per minute.' },
    }) as const,
  banned: (untilMs: number, retryAfterSeconds = 120) =>
    ({
      kind: 'status',
      status: 418,
      headers: { 'Retry-After': String(retryAfterSeconds) },
      body: { code: -1003, msg: `Way too many requests; IP(127.0.0.1) banned until ${untilMs}.` },
    }) as const,
  outcomeUnknown: {
    kind: 'status',
    status: 503,
    body: {
      code: -1000,
      msg: 'Unknown error, please check your request or try again later.',
    },
  },
  unavailable: { kind: 'status', status: 503, body: { code: -1001, msg: 'Service Unavailable.' } },
  overloaded: {
    kind: 'status',
    status: 503,
    body: { code: -1008, msg: 'Request throttled by system-level protection. Please try again.' },
  },
  internal: { kind: 'status', status: 500, body: { code: -1000, msg: 'An unknown error occurred.' } },
  timeout: {
    kind: 'status',
    status: 408,
    body: { code: -1007, msg: 'Timeout waiting for response from backend server.' },
  },
  firewall: { kind: 'status', status: 403, body: '<html><head><title>403 Forbidden</title></head></html>' },
  keyRefused: {
    kind: 'status',
    status: 401,
    body: { code: -2015, msg: 'Invalid API-key, IP, or permissions for action, request ip: 127.0.0.1' },
  },
  keyMalformed: { kind: 'status', status: 401, body: { code: -2014, msg: 'API-key format invalid.' } },
} as const satisfies Readonly<Record<string, unknown>>
