import { createHash } from 'node:crypto'
import type { Reply } from '../contract/reply.ts'
import type { SessionDocument } from '../contract/session.ts'
import type { Procedure, ProcedureStore } from './procedures.ts'
import { searchMatch } from './searchMatch.ts'
import type { SearchTerm } from './searchTerms.ts'
import { sessionFacts } from './sessionFacts.ts'
import { documentText, partCount, partLength, partOf, replyText } from './sessionText.ts'
import { partsPerSession } from './sessionParts.ts'

/** What the list and the search of sessions read. A `row` is a place in the index (`sessionWords.ts`). */
export function createSessionProcedures({ execute, putWords }: ProcedureStore): Record<string, Procedure> {
  const documentTextOf = remembered((document) => documentText(JSON.parse(document) as SessionDocument))
  const replyTextOf = remembered((reply, asked) => replyText(JSON.parse(reply) as Reply, asked ?? undefined))

  /** Its source as it is stored; undefined where there is none. */
  async function readDocument(id: unknown): Promise<string | undefined> {
    const { rows } = await execute('select document from sessions where id = ?', [id])
    return textOrNull(rows[0]?.['document']) ?? undefined
  }

  async function readDocumentText(id: unknown): Promise<string> {
    const document = await readDocument(id)
    return document === undefined ? '' : documentTextOf(document, null)
  }

  /** Of a session that is there. What was asked is in the document, but for a query: there it is in the invocation alone. */
  async function readReplyText(session: number, id: unknown): Promise<string | undefined> {
    const { rows } = await execute(
      `select i.reply, case when h.page = 'query' then i.request_body end as asked
        from invocations i join session_heads h on h.number = ? where i.id = ?`,
      [session, id],
    )
    return rows[0] && textOfReply(rows[0])
  }

  function textOfReply({ reply, asked }: Record<string, unknown>): string {
    return replyTextOf(String(reply), textOrNull(asked))
  }

  return {
    /** None where the document cannot be read. */
    async session_facts(id) {
      const document = await readDocument(id)
      const facts = readable(() => JSON.stringify(sessionFacts(JSON.parse(document ?? '') as SessionDocument)))
      return facts === '' ? [] : [{ facts }]
    },
    /** A hash of each. */
    async document_parts(id) {
      const text = await readDocumentText(id)
      return Array.from({ length: partCount(text) }, (_, part) => ({ hash: hashOf(partOf(text, part)) }))
    },
    async document_match(id, part, terms) {
      const document = (await readDocument(id)) ?? ''
      const [found] = matchIn(partOf(documentTextOf(document, null), Number(part)), terms)
      if (found === undefined) return []
      const turn = turnMatched(JSON.parse(document) as SessionDocument, terms)
      return [{ match: JSON.stringify({ ...found, ...(turn && { turnId: turn.id }) }) }]
    },
    async reply_parts(session, id) {
      return [{ parts: partCount((await readReplyText(Number(session), id)) ?? '') }]
    },
    /** In one part of it, or where that is null in all. */
    async reply_match(session, id, part, terms) {
      const text = (await readReplyText(Number(session), id)) ?? ''
      return matchIn(part === null ? text : partOf(text, Number(part)), terms).map((match) => ({
        match: JSON.stringify(match),
      }))
    },
    async write_words(row, text) {
      await putWords('session_words', Number(row), String(text))
      return []
    },
    async write_document_part(row, id, part) {
      await putWords('session_words', Number(row), partOf(await readDocumentText(id), Number(part)))
      return []
    },
    /** All replies that have their place there. */
    async write_replies(row) {
      const session = sessionOf(row)
      const { rows } = await execute(
        `select i.reply, case when h.page = 'query' then i.request_body end as asked
          from session_invocations s join invocations i on i.id = s.invocation_id
          join session_heads h on h.number = s.session
          where s.session = ? and s.part = ? order by i.started_at, i.id`,
        [session, Number(row) - session * partsPerSession],
      )
      await putWords('session_words', Number(row), rows.map(textOfReply).join('\n'))
      return []
    },
    async write_reply_part(row, id, part) {
      const text = await readReplyText(sessionOf(row), id)
      if (text !== undefined) await putWords('session_words', Number(row), partOf(text, Number(part)))
      return []
    },
  }
}

function sessionOf(row: unknown): number {
  return Math.floor(Number(row) / partsPerSession)
}

function matchIn(text: string, terms: unknown) {
  const match = searchMatch(text, JSON.parse(String(terms)) as SearchTerm[])
  return match === undefined ? [] : [match]
}

/** Prompts are first in a document's text, in this order: what is shown of it is of the first that has a word of these. */
function turnMatched(document: SessionDocument, terms: unknown) {
  return document.page === 'compare'
    ? document.turns.find(({ prompt }) => matchIn(prompt, terms).length > 0)
    : undefined
}

/** The last long text: its parts are asked for one after another. */
function remembered(read: (source: string, asked: string | null) => string) {
  let last: { source: string; asked: string | null; text: string } | undefined
  return (source: string, asked: string | null): string => {
    if (last !== undefined && last.source === source && last.asked === asked) return last.text
    const text = readable(() => read(source, asked))
    last = text.length > partLength ? { source, asked, text } : undefined
    return text
  }
}

/** What cannot be read is not found; it must not keep what comes behind it from being found. */
function readable(read: () => string): string {
  try {
    return read()
  } catch {
    return ''
  }
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('base64url').slice(0, 16)
}
