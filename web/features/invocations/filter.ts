import type { InvocationFilter } from '../../../server/contract/invocationList.ts'
import { formatMs } from '../../ui/formatNumber.ts'
import { taskLabels } from './labels.ts'

/** What the address of the page says: the filter, and whose inspector is open. */
export interface InvocationsSearch extends InvocationFilter {
  open?: string
}

const texts = ['search', 'endpoint', 'servedModel', 'client', 'requester', 'from', 'until', 'open'] as const

/** An address may hold anything: what is no filter is left out. */
export function readSearch(search: Record<string, unknown>): InvocationsSearch {
  const read: InvocationsSearch = {}
  for (const name of texts) {
    const value = search[name]
    // The router reads `search=12` as a number.
    if (typeof value === 'string' || typeof value === 'number') read[name] = String(value)
  }
  const { task, origin, status, errorsOnly, minMs } = search
  const isTask = (value: unknown): value is keyof typeof taskLabels => Object.hasOwn(taskLabels, String(value))
  if (isTask(task)) read.task = task
  if (origin === 'page' || origin === 'api') read.origin = origin
  if (status === 'done' || status === 'stopped' || status === 'failed' || status === 'interrupted') read.status = status
  if (errorsOnly === true) read.errorsOnly = true
  if (typeof minMs === 'number' && minMs > 0) read.minMs = minMs
  return read
}

export function filterOf(search: InvocationsSearch): InvocationFilter {
  const { open: _, ...filter } = search
  return filter
}

/** What is filtered by beside the search, in words, to be taken away one by one. */
export function filterChips(filter: InvocationFilter): { name: keyof InvocationFilter; label: string }[] {
  const { endpoint, servedModel, client, requester, task, origin, status, from, until, minMs } = filter
  const chips: [keyof InvocationFilter, string | undefined | false][] = [
    ['endpoint', endpoint],
    ['servedModel', servedModel && `served by ${servedModel}`],
    ['client', client],
    ['requester', requester && `token ${requester}`],
    ['task', task && taskLabels[task]],
    ['origin', origin && (origin === 'page' ? 'from a page' : 'over the API')],
    ['status', status],
    ['from', from && `from ${moment(from)}`],
    ['until', until && `until ${moment(until)}`],
    ['minMs', minMs !== undefined && `at least ${formatMs(minMs)}`],
  ]
  return chips.flatMap(([name, label]) => (label ? [{ name, label }] : []))
}

function moment(iso: string): string {
  const at = new Date(iso)
  return Number.isNaN(at.getTime()) ? iso : at.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}

/** `datetime-local` holds a moment without a zone: the browser's own. */
export function toLocalInput(iso: string | undefined): string {
  const at = iso === undefined ? undefined : new Date(iso)
  if (at === undefined || Number.isNaN(at.getTime())) return ''
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

export function fromLocalInput(text: string): string | undefined {
  const at = new Date(text)
  return text === '' || Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}
