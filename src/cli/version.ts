declare global {
  /** A literal after the build. */
  const LIQWATCH_VERSION: string
}

/** The package's version, put in at build time. */
export const VERSION = LIQWATCH_VERSION
