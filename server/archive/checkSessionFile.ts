import type { SessionDocument } from '../contract/session.ts'
import { FailureError } from '../contract/failure.ts'
import { sessionFileFormat, sessionFileSchema, sessionFileVersion, type SessionFile } from '../contract/sessionFile.ts'
import { decodeVectorFrames } from '../contract/vectorFrame.ts'

/** A parsed text as a session file. Throws a FailureError that says what is wrong with it. */
export function checkSessionFile(value: unknown): SessionFile {
  const { version } = Object(value) as { version?: unknown }
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1)
    throw refused('The file does not say which version of the format it has.')
  if (version > sessionFileVersion)
    throw refused(
      `The file was made by a newer AI Playground (format ${version}, this one reads ${sessionFileVersion}). Update AI Playground, then import it again.`,
    )
  const parsed = sessionFileSchema.safeParse(value)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw refused(
      `The file is damaged: ${issue?.path.join('.') || 'it'} is not as expected (${issue?.message ?? '?'}).`,
    )
  }
  const file = parsed.data
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

export function isSessionFile(value: unknown): boolean {
  return (Object(value) as { format?: unknown }).format === sessionFileFormat
}

/** Ids that a page takes for unique, and references it follows: a forged one must not make it loop or mix up panes. */
function checkDocument(document: SessionDocument): void {
  switch (document.page) {
    case 'compare':
      expectOnce(ids(document.panes), 'pane')
      expectOnce(ids([document.turns, ...document.setAside].flat()), 'turn')
      return
    case 'query':
      expectOnce(ids(document.panes), 'pane')
      expectOnce(ids(document.sends), 'request')
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

function checkVectors(frames: string): void {
  try {
    decodeVectorFrames(Buffer.from(frames, 'base64'))
  } catch {
    throw refused('The file is damaged: its vectors are cut or do not fit together.')
  }
}

export function refused(message: string): FailureError {
  return new FailureError({ kind: 'bad-request', message: `${message} Nothing was imported.`, isRetryable: false })
}
