// Takes the pictures of the README anew: npm run screens. The program that is shown is the built one.
import { register } from 'node:module'

register('../bench/typescript-loader.mjs', import.meta.url)
await import('./screens.ts')
