import {
  everythingFormat,
  everythingHeadSchema,
  everythingLineSchema,
  everythingVersion,
  type EverythingLine,
} from '../contract/everythingFile.ts'
import { checkDocument, checked, checkVectors, checkVersion } from './checkSessionFile.ts'
import { createSessionSteps, type ImportContext, type ImportStep } from './importStep.ts'
import { parseJson } from './parseJson.ts'
import type { FileLine } from './readSteps.ts'
import { refused } from './refused.ts'

type SessionLine = Extract<EverythingLine, { type: 'session' }>

interface OpenSession {
  line: SessionLine
  steps: ReturnType<typeof createSessionSteps>
  invocations: Set<string>
  vectors: number
  versions: number
}

/**
 * The file of all sessions, a line at a time. Each session is whole with its last line, and stays even if a later line is
 * broken; what is wrong is thrown as a FailureError that names the line.
 */
export async function* readEverything(
  lines: AsyncIterable<FileLine>,
  context: ImportContext,
): AsyncGenerator<ImportStep> {
  const leftOut = new Set<string>()
  let isBegun = false
  let sessions = 0
  let open: OpenSession | undefined
  let isOver = false
  for await (const { number, text } of lines) {
    const what = `Line ${number} of the file`
    if (text.trim() === '') continue
    const value = parseJson(text, what)
    if (!isBegun) {
      isBegun = true
      checkVersion(value, everythingVersion)
      checked(everythingHeadSchema, value, { what, leftOut })
      continue
    }
    if (isOver) throw refused(`${what} stands after the file's end.`)
    if (!isKnown(value)) {
      leftOut.add('What this version of AI Playground does not know of was left out.')
      continue
    }
    const line = checked(everythingLineSchema, value, { what, leftOut })
    if ((line.type === 'session' || line.type === 'end') === (open !== undefined))
      throw refused(`${what} is damaged: a session is not whole, or a line belongs to none.`)
    switch (line.type) {
      case 'session':
        checkDocument(line.document)
        open = { line, steps: createSessionSteps(context.newId), invocations: new Set(), vectors: 0, versions: 0 }
        break
      case 'invocation':
        if (open?.invocations.has(line.id)) throw refused(`${what} is damaged: its session has the same reply twice.`)
        open?.invocations.add(line.id)
        if (open) yield open.steps.invocation(line)
        break
      case 'vectors':
        checkVectors(line.frames)
        if (open) {
          open.vectors++
          yield* open.steps.vectors(line)
        }
        break
      case 'version':
        checkDocument(line.document)
        if (open) {
          open.versions++
          yield* open.steps.version({
            keptAt: until(context.now, line.keptAt),
            why: line.why,
            title: line.title,
            words: line.words,
            document: line.document,
          })
        }
        break
      case 'session-end': {
        if (open === undefined) break
        if (
          line.invocations !== open.invocations.size ||
          line.vectors !== open.vectors ||
          line.versions !== open.versions
        )
          throw refused(`${what} is damaged: it counts other lines of its session than there are.`)
        yield* open.steps.session(timesUntil(context.now, open.line))
        yield* sentences(line.leftOut)
        yield { type: 'commit' }
        sessions++
        open = undefined
        break
      }
      case 'end':
        isOver = true
        if (line.sessions !== sessions)
          leftOut.add(`The file says it holds ${line.sessions} sessions: ${sessions} were in it.`)
        yield* sentences(line.leftOut)
    }
  }
  yield* sentences([...leftOut])
  if (!isOver) throw refused('The file is cut: its end is missing.')
}

/** Whether the text may begin the file of all sessions. */
export function isEverything(text: string): boolean {
  const [line = ''] = text.trimStart().split('\n', 1)
  return line.startsWith('{') && line.slice(0, 200).includes(`"${everythingFormat}"`)
}

const types = new Set<unknown>(everythingLineSchema.options.map(({ shape }) => shape.type.value))

function isKnown(value: unknown): boolean {
  const { type } = Object(value) as { type?: unknown }
  // A line without a type is no newer kind of line.
  return typeof type !== 'string' || types.has(type)
}

/** A clock that went ahead elsewhere puts nothing on top of the list for ever. */
function until(now: Date, time: string): string {
  const latest = now.toISOString()
  const moment = new Date(time).toISOString()
  return moment > latest ? latest : moment
}

/** As they were. */
function timesUntil(now: Date, session: SessionLine) {
  const { type: _, ...line } = session
  return {
    ...line,
    createdAt: until(now, line.createdAt),
    updatedAt: until(now, line.updatedAt),
    pinnedAt: line.pinnedAt && until(now, line.pinnedAt),
    // It has its thirty days from now on.
    deletedAt: line.deletedAt && now.toISOString(),
  }
}

function sentences(words: string[]): ImportStep[] {
  return words.map((sentence) => ({ type: 'left-out', sentence }))
}
