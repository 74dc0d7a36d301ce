import { maxImportedSessions } from '../contract/limits.ts'
import type { SessionFile } from '../contract/sessionFile.ts'
import { checkSessionFile, isSessionFile } from './checkSessionFile.ts'
import { chatsOf } from './chats.ts'
import { chatFile } from './chatFile.ts'
import { decodeText } from './decodeText.ts'
import type { ImportContext } from './importStep.ts'
import { parseJson } from './parseJson.ts'
import { refused } from './refused.ts'

interface ReadImport {
  files: SessionFile[]
  /** In sentences. */
  leftOut: string[]
}

/**
 * What a file holds: a session of ours (as JSON or as the HTML it was exported to), or chats of OpenAI's messages,
 * ShareGPT, Open WebUI or LibreChat, as JSON or as JSON lines. Throws a FailureError that says why it is none.
 */
export function readImport(bytes: Uint8Array, { name, now, newId }: ImportContext): ReadImport {
  const text = decodeText(bytes).trim()
  if (text === '') throw refused('The file is empty.')
  const values = text.startsWith('<') ? [parseJson(dataOf(text))] : valuesOf(text)
  if (values.length === 1 && isSessionFile(values[0])) {
    const file = checkSessionFile(values[0])
    return { files: [file], leftOut: file.leftOut }
  }
  const { chats, leftOut } = chatsOf(values.length === 1 ? values[0] : values)
  if (chats.length === 0)
    throw refused(
      'The file holds no conversation that AI Playground knows: its own JSON or HTML, OpenAI messages (JSON or JSONL), ShareGPT, Open WebUI or LibreChat.',
    )
  const words = new Set(leftOut)
  if (chats.length > maxImportedSessions)
    words.add(`The file has ${chats.length} conversations: the first ${maxImportedSessions} were taken.`)
  const title = name?.replace(/\.\w+$/, '') ?? ''
  const files = chats.slice(0, maxImportedSessions).map((chat) => chatFile(chat, { title, now, newId }))
  return { files, leftOut: [...words] }
}

/** One JSON value, or one a line. */
function valuesOf(text: string): unknown[] {
  try {
    return [parseJson(text)]
  } catch (error) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
    // A single value that is broken is not a file of lines.
    if (lines.length < 2 || !isWhole(lines[0] ?? '')) throw error
    return lines.map((line, index) => parseJson(line, `Line ${index + 1} of the file`))
  }
}

function isWhole(line: string): boolean {
  try {
    parseJson(line)
    return true
  } catch {
    return false
  }
}

/** The session inside our own HTML (`html/page.ts`). */
function dataOf(html: string): string {
  const start = html.indexOf(dataOpening)
  if (start < 0) throw refused('The page holds no session. Only HTML that AI Playground exported can be imported.')
  const end = html.indexOf('</script>', start)
  if (end < 0) throw refused('The file is cut: its end is missing.')
  return html.slice(start + dataOpening.length, end)
}

export const dataOpening = '<script type="application/json" id="ai-playground-session">'
