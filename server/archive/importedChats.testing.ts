import { randomUUID } from 'node:crypto'
import type { SessionFile } from '../contract/sessionFile.ts'
import { chatFile } from './chatFile.ts'
import { chatsOf } from './chats.ts'
import { checkSessionFile } from './checkSessionFile.ts'

/** As it becomes sessions, which must pass the check of every file of ours. */
export function importedChats(value: unknown): { files: SessionFile[]; leftOut: string[]; unknown: number } {
  const leftOut = new Set<string>()
  const { chats, unknown } = chatsOf(value, leftOut)
  const options = { title: 'file', now: new Date('2026-11-22T00:00:00Z'), newId: randomUUID }
  const files = chats.map((chat) => checkSessionFile(structuredClone(chatFile(chat, options))))
  return { files, leftOut: [...leftOut], unknown }
}

/** Prompts, and by pane the attempts with the one that is shown; the same of the turns set aside. */
export function boardOf(file: SessionFile | undefined) {
  const document = file?.session.document
  if (file === undefined || document?.page !== 'compare') throw new Error('A conversation becomes a comparison.')
  const replies = new Map(file.invocations.map((one) => [one.id, one]))
  const shownTurns = (turns: typeof document.turns) =>
    turns.map(({ prompt, attempts, shown }) => ({
      prompt,
      panes: document.panes.map(({ id }) =>
        (attempts[id] ?? []).map((invocationId, index) => {
          const one = replies.get(invocationId)
          return `${one?.model}: ${one?.reply.choices[0]?.text}${shown?.[id] === index ? ' *' : ''}`
        }),
      ),
    }))
  return {
    title: file.session.title,
    system: document.settings.systemPrompt,
    turns: shownTurns(document.turns),
    ...(document.setAside.length > 0 && {
      setAside: document.setAside.map((turns) => ({ place: turns[0]?.place, turns: shownTurns(turns) })),
    }),
  }
}

/** What one reply holds beside its text. */
export function repliesOf(file: SessionFile | undefined) {
  return file?.invocations.map(({ reply }) => reply) ?? []
}

export const noPictures = 'Pictures, files and other parts of messages that are not text were left out.'
export const setAsideWords =
  'Of conversations with branches, the one shown last is on the page; the others are set aside (Bring back turns set aside, in the session’s menu).'
