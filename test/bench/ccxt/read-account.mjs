/**
 * Positions, brackets, funding and open orders, unpaced and side by side. fetchPositions reads the brackets by itself,
 * so they are not asked for again; only the USDⓈ-M listing is loaded, and no currencies: the leanest way ccxt offers.
 */
export async function readAccount(Exchange) {
  const { BENCH_API_KEY: apiKey, BENCH_API_SECRET: secret, BENCH_BASE: base } = process.env
  const exchange = new Exchange({ apiKey, secret, enableRateLimit: false })
  Object.assign(exchange.options, { fetchCurrencies: false, warnOnFetchOpenOrdersWithoutSymbol: false })
  const { api } = exchange.urls
  for (const name of Object.keys(api)) {
    if (typeof api[name] === 'string') api[name] = api[name].replace(/^https:\/\/[^/]+/, base)
  }
  await exchange.loadMarkets()
  const [positions, fundingRates, openOrders] = await Promise.all([
    exchange.fetchPositions(),
    exchange.fetchFundingRates(),
    exchange.fetchOpenOrders(),
  ])
  const rates = Object.keys(fundingRates).length
  const brackets = Object.keys(exchange.options.leverageBrackets).length
  console.log(JSON.stringify({ positions: positions.length, brackets, rates, orders: openOrders.length }))
}
