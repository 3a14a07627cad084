import { d } from '../../src/model/decimal.ts'

/** What decimals.test.ts must find: a comparison of text, a printed exponent, an identity test. */
export const misuses = [d('9.8') < d('15'), `${d('0.00000001')}`, d('1') === d('2'), d('1').lt(d('2'))]
