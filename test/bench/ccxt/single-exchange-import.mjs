// ccxt with one exchange only, by the path of its file.
import binanceusdm from '../node_modules/ccxt/js/src/binanceusdm.js'
import { readAccount } from './read-account.mjs'

await readAccount(binanceusdm)
