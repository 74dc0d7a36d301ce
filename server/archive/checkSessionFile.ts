import type { z } from 'zod'
import type { SessionDocument } from '../contract/session.ts'
import { sessionFileFormat, sessionFileSchema, sessionFileVersion, type SessionFile } from '../contract/sessionFile.ts'
import { decodeVectorFrames } from '../contract/vectorFrame.ts'
import { refused } from './refused.ts'

/** A parsed text as a session file. Throws a FailureError that says what is wrong with it. */
export function checkSessionFile(value: unknown): SessionFile {
  checkVersion(value, sessionFileVersion)
  const leftOut = new Set<string>()
  const file = checked(sessionFileSchema, value, { what: 'The file', leftOut })
  file.leftOut.push(...leftOut)
  expectOnce(
    file.invocations.map(({ id }) => id),
    'reply',
  )
  expectOnce(
    file.vectors.map(({ vectorsId }) => vectorsId),
    'set of vectors',
  )
  checkDocument(file.session.document)
  for (const { frames } of file.vectors) checkVectors(frames)
  return file
}

export function checkVersion(value: unknown, ours: number): void {
  const { version } = Object(value) as { version?: unknown }
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw refused('The file does not say which version of the format it has, or one that never was.')
  if (version > ours)
    throw refused(
      `The file was made by a newer AI Playground (format ${version}, this one reads ${ours}). Update AI Playground, then import it again.`,
    )
}

/** Rounds in which members that nobody knows are taken away: each may uncover some further down. */
const maxRounds = 20

/** As the schema has it. Unknown members are left out, also where the schema is strict; anything else is damage. */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  { what, leftOut }: { what: string; leftOut: Set<string> },
): z.infer<Schema> {
  for (let round = 0; ; round++) {
    const parsed = schema.safeParse(value)
    if (parsed.success) return parsed.data
    const { issues } = parsed.error
    const unknown = issues.filter((issue) => issue.code === 'unrecognized_keys')
    if (unknown.length < issues.length || round === maxRounds) {
      const issue = issues.find(({ code }) => code !== 'unrecognized_keys') ?? issues[0]
      throw refused(
        `${what} is damaged: ${issue?.path.join('.') || 'it'} is not as expected (${issue?.message ?? '?'}).`,
      )
    }
    leftOut.add('What this version of AI Playground does not know of was left out.')
    for (const { path, keys } of unknown) {
      const holder = path.reduce<unknown>((inner, key) => (Object(inner) as Record<PropertyKey, unknown>)[key], value)
      for (const key of keys) delete (Object(holder) as Record<string, unknown>)[key]
    }
  }
}

export function isSessionFile(value: unknown): boolean {
  return (Object(value) as { format?: unknown }).format === sessionFileFormat
}

/** Ids that a page takes for unique, and references it follows: a forged one must not make it loop or mix up panes. */
export function checkDocument(document: SessionDocument): void {
  switch (document.page) {
    case 'compare':
      expectOnce(ids(document.panes), 'pane')
      expectOnce(ids([document.turns, ...document.setAside].flat()), 'turn')
      return
    case 'query':
      expectOnce(ids(document.panes), 'pane')
      expectOnce(ids(document.sends), 'request')
      return
    case 'rerun':
      expectOnce(ids(document.panes), 'pane')
      expectOnce(ids(document.prompts), 'prompt')
      expectOnce(ids(document.requests), 'request')
      expectOnce(document.embedding?.texts.map(({ id }) => String(id)) ?? [], 'text')
      return
    case 'embed':
      expectOnce(ids(document.models), 'model')
      expectOnce(
        document.texts.map(({ id }) => String(id)),
        'text',
      )
      return
    case 'complete': {
      expectOnce(ids(document.panes), 'pane')
      expectOnce(ids(document.sends), 'request')
      expectOnce(ids(document.edits), 'edit')
      const known = new Set<string | null>([null])
      for (const { id, parent } of document.edits) {
        if (!known.has(parent)) throw refused('The file is damaged: an edit stands on one that is not before it.')
        known.add(id)
      }
      if (!known.has(document.current)) throw refused('The file is damaged: the text it shows is not in it.')
    }
  }
}

function ids(items: { id: string }[]): string[] {
  return items.map(({ id }) => id)
}

function expectOnce(names: string[], noun: string): void {
  if (new Set(names).size < names.length) throw refused(`The file is damaged: it has the same ${noun} twice.`)
}

export function checkVectors(frames: string): void {
  try {
    decodeVectorFrames(Buffer.from(frames, 'base64'))
  } catch {
    throw refused('The file is damaged: its vectors are cut or do not fit together.')
  }
}
