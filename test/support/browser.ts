import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome', 'microsoft-edge']
const ELSEWHERE = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
]

/** Where a browser is, or every place in which there is none. */
export type FoundBrowser =
  | { readonly status: 'found'; readonly path: string }
  | { readonly status: 'missing'; readonly looked: readonly string[] }

/** Looks for a browser of the Chromium family: CHROME_PATH, the folders of PATH, where macOS has them. */
export function findBrowser(env: Readonly<Record<string, string | undefined>>, others = ELSEWHERE): FoundBrowser {
  const folders = (env.PATH ?? '').split(delimiter).filter((folder) => folder !== '')
  const named = env.CHROME_PATH === undefined ? [] : [env.CHROME_PATH]
  const looked = [...named, ...NAMES.flatMap((name) => folders.map((folder) => join(folder, name))), ...others]
  const path = looked.find(isExecutable)
  return path === undefined ? { status: 'missing', looked } : { status: 'found', path }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/** Starts a browser without a window that asks for nothing by itself. */
export function openBrowser(path: string): Promise<Browser> {
  return chromium.launch({
    executablePath: path,
    args: ['--no-sandbox', '--disable-quic', '--disable-background-networking', '--disable-component-update'],
  })
}
