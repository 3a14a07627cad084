// ccxt as its README imports it: the whole library by its name.
import ccxt from 'ccxt'
import { readAccount } from './read-account.mjs'

await readAccount(ccxt.binanceusdm)
