import type { IconName } from '../ui/Icon.tsx'

interface Page {
  to: '/' | '/complete' | '/embed' | '/query' | '/sessions' | '/invocations' | '/endpoints' | '/settings'
  label: string
  icon: IconName
  /** Also current for addresses that begin like this. */
  prefix?: string
}

/** What the rail and the palette list. A page that does not exist yet is not here. */
export const workPages: Page[] = [
  { to: '/', label: 'Compare', icon: 'compare', prefix: '/compare/' },
  { to: '/complete', label: 'Complete', icon: 'complete', prefix: '/complete/' },
  { to: '/embed', label: 'Embed', icon: 'embed', prefix: '/embed/' },
  { to: '/query', label: 'Query', icon: 'query', prefix: '/query/' },
]

export const libraryPages: Page[] = [
  { to: '/sessions', label: 'Sessions', icon: 'sessions' },
  { to: '/invocations', label: 'Invocations', icon: 'invocations' },
  { to: '/endpoints', label: 'Endpoints', icon: 'endpoints' },
]

export const settingsPage: Page = { to: '/settings', label: 'Settings', icon: 'settings' }

export function isCurrentPage(page: Page, pathname: string): boolean {
  return pathname === page.to || (page.prefix !== undefined && pathname.startsWith(page.prefix))
}

export type { Page }
