import type { Session } from '../contract/session.ts'
import type { SessionExportFormat } from '../contract/sessionFile.ts'
import { htmlPieces } from './html/htmlFile.ts'
import { markdownFile } from './markdownFile.ts'
import { csvFile, jsonLinesFile } from './replyRows.ts'
import { readSessionFile, sessionFilePieces, type SessionParts } from './sessionFile.ts'

export const exportTypes: Record<SessionExportFormat, string> = {
  json: 'application/json; charset=utf-8',
  html: 'text/html; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  csv: 'text/csv; charset=utf-8',
  jsonl: 'application/x-ndjson; charset=utf-8',
}

export async function* exportBytes(
  session: Session,
  parts: SessionParts,
  { format, now }: { format: SessionExportFormat; now: Date },
): AsyncGenerator<string> {
  if (format === 'json') return yield* sessionFilePieces(session, parts, now)
  const file = await readSessionFile(session, parts, now)
  switch (format) {
    case 'html':
      return yield* htmlPieces(file)
    case 'md':
      return yield markdownFile(file)
    case 'csv':
      return yield csvFile(file)
    case 'jsonl':
      return yield jsonLinesFile(file)
  }
}
