import type { SessionRow } from '../../../server/contract/session.ts'

/** Where the sessions of each page are, and what one is called there. A page that keeps sessions adds itself here. */
export const sessionPages = {
  compare: { to: '/compare/$sessionId', newTo: '/', noun: 'comparison' },
  complete: { to: '/complete/$sessionId', newTo: '/complete', noun: 'completion' },
  query: { to: '/query/$sessionId', newTo: '/query', noun: 'query' },
  embed: { to: '/embed/$sessionId', newTo: '/embed', noun: 'embedding' },
  rerun: { to: '/rerun/$sessionId', newTo: '/rerun', noun: 'run again' },
} as const satisfies Record<SessionRow['page'], { to: string; newTo: string; noun: string }>
