import { sql, type RawBuilder } from 'kysely'
import { maxCharacters } from './postgresWords.ts'
import type { WordTable } from './procedures.ts'
import type { SearchTerm } from './searchTerms.ts'

/** Places in the table of the rows in which the term stands. */
export function postgresRows(table: WordTable, { words, isBeginning }: SearchTerm): RawBuilder<number> {
  // By code points, as Postgres counts.
  const lexemes = words.map((word) => Array.from(word).slice(0, maxCharacters).join(''))
  // Words hold no quote.
  const candidates = `${lexemes.map((lexeme) => `'${lexeme}'`).join(' & ')}${isBeginning ? ':*' : ''}`
  const isWhole = words.length === 1 && lexemes[0] === words[0]
  const phrase = isWhole ? null : inText({ words, isBeginning })
  return sql<number>`${sql.ref(`${table}_with`)}(cast(${candidates} as tsquery), ${phrase})`
}

/** Of few rows, whose words are read: whether the term stands in them. */
export function standsIn(term: SearchTerm): RawBuilder<boolean> {
  return sql<boolean>`position(${inText(term)} in words) > 0`
}

function inText({ words, isBeginning }: SearchTerm): string {
  return ` ${words.join(' ')}${isBeginning ? '' : ' '}`
}
