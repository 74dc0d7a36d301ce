import { maxImportedSessions } from '../contract/limits.ts'
import type { SessionFile } from '../contract/sessionFile.ts'
import { checkSessionFile, isSessionFile, refused } from './checkSessionFile.ts'
import { chatsOf, type Chat } from './chats.ts'
import { chatFile } from './chatFile.ts'

export interface ReadImport {
  files: SessionFile[]
  /** In sentences. */
  leftOut: string[]
}

/** Deeper than any program writes; beyond it JSON.parse and whatever walks the value could end the stack. */
const maxDepth = 200

/**
 * What a file holds: a session of ours (as JSON or as the HTML it was exported to), or chats of OpenAI's messages,
 * ShareGPT, Open WebUI or LibreChat, as JSON or as JSON lines. Throws a FailureError that says why it is none.
 */
export function readImport(bytes: Uint8Array, { name, now, newId }: ReadOptions): ReadImport {
  const text = decode(bytes)
    .replace(/^\uFEFF/, '')
    .trim()
  if (text === '') throw refused('The file is empty.')
  const values = text.startsWith('<') ? [parse(dataOf(text))] : valuesOf(text)
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
  const files = chats.slice(0, maxImportedSessions).map((chat: Chat) => chatFile(chat, { title, now, newId }))
  return { files, leftOut: [...words] }
}

interface ReadOptions {
  /** Of the file; a conversation without a title is called after it. */
  name?: string
  now: Date
  newId: () => string
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    throw refused('The file is not text in UTF-8.')
  }
}

/** One JSON value, or one a line. */
function valuesOf(text: string): unknown[] {
  try {
    return [parse(text)]
  } catch (error) {
    const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '')
    // A single value that is broken is not a file of lines.
    if (lines.length < 2 || !isWhole(lines[0] ?? '')) throw error
    return lines.map((line, index) => parse(line, `Line ${index + 1} of the file`))
  }
}

function isWhole(line: string): boolean {
  try {
    parse(line)
    return true
  } catch {
    return false
  }
}

function parse(text: string, what = 'The file'): unknown {
  const isOpen = expectShallow(text)
  try {
    return JSON.parse(text)
  } catch (error) {
    const [, position = text.length] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
    // An end inside a literal (`fals`) is found at its first wrong character.
    const isCut = isOpen && Number(position) > text.length - 6
    throw refused(isCut ? `${what} is cut: its end is missing.` : `${what} is not JSON.`)
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

/** Whether a bracket or a string is still open at the end. */
function expectShallow(text: string): boolean {
  let depth = 0
  let isInString = false
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (isInString) {
      if (code === backslash) at++
      else if (code === quote) isInString = false
    } else if (code === quote) isInString = true
    else if (code === openBrace || code === openBracket) {
      if (++depth > maxDepth) throw refused(`The file is nested more than ${maxDepth} levels deep.`)
    } else if (code === closeBrace || code === closeBracket) depth--
  }
  return depth > 0 || isInString
}

const [quote, backslash, openBrace, closeBrace, openBracket, closeBracket] = [34, 92, 123, 125, 91, 93]
