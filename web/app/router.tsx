import { createRootRoute, createRoute, createRouter } from '@tanstack/react-router'
import { readSearch } from '../features/invocations/filter.ts'
import { readSessionsSearch } from '../features/sessions/filter.ts'
import { part } from '../ui/part.tsx'
import { CompareRoute } from './CompareRoute.tsx'
import { CompleteRoute } from './CompleteRoute.tsx'
import { EmbedRoute } from './EmbedRoute.tsx'
import { ErrorScreen } from './ErrorScreen.tsx'
import { NotFoundScreen } from './NotFoundScreen.tsx'
import { QueryRoute } from './QueryRoute.tsx'
import { RerunRoute } from './RerunRoute.tsx'
import { Shell } from './Shell.tsx'

const rootRoute = createRootRoute({ component: Shell, notFoundComponent: NotFoundScreen })

/**
 * `/` and `/compare/{id}` are one screen: a new comparison gets its address when it is first saved, and nothing may be
 * mounted anew by that, or the prompt being typed would lose the focus.
 */
const compareRoute = createRoute({ getParentRoute: () => rootRoute, id: 'compare', component: CompareRoute })
const newCompareRoute = createRoute({ getParentRoute: () => compareRoute, path: '/' })
const oneCompareRoute = createRoute({ getParentRoute: () => compareRoute, path: '/compare/$sessionId' })

const completeRoute = createRoute({ getParentRoute: () => rootRoute, id: 'complete', component: CompleteRoute })
const newCompleteRoute = createRoute({ getParentRoute: () => completeRoute, path: '/complete' })
const oneCompleteRoute = createRoute({ getParentRoute: () => completeRoute, path: '/complete/$sessionId' })

const embedRoute = createRoute({ getParentRoute: () => rootRoute, id: 'embed', component: EmbedRoute })
const newEmbedRoute = createRoute({ getParentRoute: () => embedRoute, path: '/embed' })
const oneEmbedRoute = createRoute({ getParentRoute: () => embedRoute, path: '/embed/$sessionId' })

const queryRoute = createRoute({ getParentRoute: () => rootRoute, id: 'query', component: QueryRoute })
const newQueryRoute = createRoute({ getParentRoute: () => queryRoute, path: '/query' })
const oneQueryRoute = createRoute({ getParentRoute: () => queryRoute, path: '/query/$sessionId' })

const rerunRoute = createRoute({ getParentRoute: () => rootRoute, id: 'rerun', component: RerunRoute })
const newRerunRoute = createRoute({
  getParentRoute: () => rerunRoute,
  path: '/rerun',
  /** The session whose requests are sent again. */
  validateSearch: (search): { baseline?: string } =>
    typeof search.baseline === 'string' ? { baseline: search.baseline } : {},
})
const oneRerunRoute = createRoute({ getParentRoute: () => rerunRoute, path: '/rerun/$sessionId' })

const endpointsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/endpoints',
  /** `find` fills the search field: the palette opens an endpoint by name. */
  validateSearch: (search): { find?: string } => (typeof search.find === 'string' ? { find: search.find } : {}),
  component: part(async () => (await import('../features/endpoints/EndpointsPage.tsx')).default),
})
const sessionsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sessions',
  validateSearch: readSessionsSearch,
  component: part(async () => (await import('../features/sessions/SessionsPage.tsx')).default),
})
const invocationsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invocations',
  validateSearch: readSearch,
  component: part(async () => (await import('../features/invocations/InvocationsPage.tsx')).default),
})
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: part(async () => (await import('../features/settings/SettingsPage.tsx')).default),
})

export const router = createRouter({
  routeTree: rootRoute.addChildren([
    compareRoute.addChildren([newCompareRoute, oneCompareRoute]),
    completeRoute.addChildren([newCompleteRoute, oneCompleteRoute]),
    embedRoute.addChildren([newEmbedRoute, oneEmbedRoute]),
    queryRoute.addChildren([newQueryRoute, oneQueryRoute]),
    rerunRoute.addChildren([newRerunRoute, oneRerunRoute]),
    endpointsRoute,
    sessionsRoute,
    invocationsRoute,
    settingsRoute,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: ErrorScreen,
  defaultNotFoundComponent: NotFoundScreen,
})

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router
  }
}
