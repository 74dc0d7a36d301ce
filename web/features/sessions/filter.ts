import type { SessionFilter, SessionRow } from '../../../server/contract/session.ts'
import type { Task } from '../../../server/contract/task.ts'
import { sessionPages } from '../../models/session/sessionPages.ts'

/** What the address of the page says. Days are of the browser's own calendar. */
export interface SessionsSearch {
  q?: string
  page?: SessionRow['page']
  endpoint?: string
  task?: Task
  /** All must be there. */
  tag?: string[]
  /** First and last day of change, 2026-11-22. */
  since?: string
  until?: string
  failed?: true
  pinned?: true
  bin?: true
}

/** Comparison, Embedding: what the sessions of a page are called. */
export function pageLabel(page: SessionRow['page']): string {
  const { noun } = sessionPages[page]
  return `${noun.slice(0, 1).toUpperCase()}${noun.slice(1)}`
}

export const taskLabels: Record<Task, string> = {
  'llm/v1/chat': 'chat',
  'llm/v1/completions': 'completions',
  'llm/v1/embeddings': 'embeddings',
  custom: 'custom',
}

/** An address may hold anything: what is no filter is left out. */
export function readSessionsSearch(search: Record<string, unknown>): SessionsSearch {
  const { page, task, tag } = search
  const tags = (Array.isArray(tag) ? tag : [tag]).flatMap((name) => textOf(name) ?? []).slice(0, maxTags)
  return withoutEmpty({
    q: textOf(search.q)?.slice(0, maxQuery),
    page: isKey(sessionPages, page) ? page : undefined,
    endpoint: textOf(search.endpoint)?.slice(0, maxName),
    task: isKey(taskLabels, task) ? task : undefined,
    tag: tags.length > 0 ? tags : undefined,
    since: dayOf(search.since),
    until: dayOf(search.until),
    failed: search.failed === true || undefined,
    pinned: search.pinned === true || undefined,
    bin: search.bin === true || undefined,
  })
}

export const maxQuery = 1000
const maxName = 300
const maxTags = 20

/** What the server is asked: the days as moments. */
export function filterOf({ since, until, ...search }: SessionsSearch): SessionFilter {
  return withoutEmpty({ ...search, since: startOf(since), until: startOf(until, 1) })
}

/** The bin is another place, not a filter. */
export function isFiltered(search: SessionsSearch): boolean {
  return Object.keys(search).some((name) => name !== 'bin')
}

export interface FilterChip {
  label: string
  /** The address without it. */
  without: Partial<SessionsSearch>
}

/** What is filtered by beside the search, in words, to be taken away one by one. */
export function filterChips({ page, endpoint, task, tag = [], since, until }: SessionsSearch): FilterChip[] {
  const one = (label: string | undefined, without: Partial<SessionsSearch>) => (label ? [{ label, without }] : [])
  return [
    ...one(page && pageLabel(page), { page: undefined }),
    ...one(endpoint, { endpoint: undefined }),
    ...one(task && taskLabels[task], { task: undefined }),
    ...tag.map((name) => ({
      label: `tag ${name}`,
      without: { tag: tag.length > 1 ? tag.filter((other) => other !== name) : undefined },
    })),
    ...one(since && `since ${dayLabel(since)}`, { since: undefined }),
    ...one(until && `until ${dayLabel(until)}`, { until: undefined }),
  ]
}

function textOf(value: unknown): string | undefined {
  // The router reads `q=12` as a number.
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value
  return typeof text === 'string' && text.trim() !== '' ? text : undefined
}

function isKey<Key extends string>(known: Record<Key, unknown>, value: unknown): value is Key {
  return typeof value === 'string' && Object.hasOwn(known, value)
}

function dayOf(value: unknown): string | undefined {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value) && startOf(value) !== undefined
    ? value
    : undefined
}

/** The midnight a day begins with, or that of so many days later. */
function startOf(day: string | undefined, later = 0): string | undefined {
  if (day === undefined) return undefined
  const at = new Date(`${day}T00:00`)
  at.setDate(at.getDate() + later)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

function dayLabel(day: string): string {
  return new Date(`${day}T00:00`).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
}

function withoutEmpty<Fields extends object>(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields
}
