import { marginRoutes } from './margin/routes.ts'
import { marketRoutes } from './market/routes.ts'
import type { Route } from './route.ts'

/** Route modules that need nothing but the read-only world. */
export const worldRoutes: readonly Route[] = [...marketRoutes, ...marginRoutes]
