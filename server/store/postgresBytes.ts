import { sql, type RawBuilder } from 'kysely'
import { escape } from './postgresText.ts'

/** Of a column that holds JSON: its bytes. There U+0000 has an escape of JSON's own. */
export function postgresBytes(json: RawBuilder<unknown>): RawBuilder<Uint8Array> {
  const [nul, twice] = [`${escape}0`, `${escape}1`].map((text) => sql.raw(`'${text}'`))
  return sql`convert_to(replace(replace(${json}, ${nul}, '\\u0000'), ${twice}, ${sql.raw(`'${escape}'`)}), 'UTF8')`
}
