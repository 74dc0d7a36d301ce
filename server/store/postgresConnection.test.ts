import { afterEach, describe, expect, inject, it } from 'vitest'
import { createPostgresConnection, type PostgresConnection } from './postgresConnection.ts'

const url = inject('postgres') ?? ''

let open: PostgresConnection[] = []
afterEach(async () => {
  for (const connection of open) await connection.close()
  open = []
})

function connect(): PostgresConnection {
  const connection = createPostgresConnection(url)
  open.push(connection)
  return connection
}

/** Each test has a table of its own. */
async function withTable(name: string): Promise<PostgresConnection> {
  const connection = connect()
  await connection.execute(`create table ${name} (n integer)`)
  return connection
}

async function kill(connection: PostgresConnection): Promise<void> {
  const { rows } = await connection.execute('select pg_backend_pid() as pid')
  await connect().execute('select pg_terminate_backend($1, 5000)', [rows[0]?.['pid']])
}

describe('a connection to Postgres', () => {
  it('comes back when it was lost between two statements', async () => {
    const connection = await withTable('between')
    await kill(connection)
    expect(await connection.execute('select 1 as one')).toMatchObject({ rows: [{ one: 1 }] })
    await kill(connection)
    await connection.execute('begin')
    await connection.execute('insert into between values (1)')
    await connection.execute('commit')
    expect((await connection.execute('select n from between')).rows).toEqual([{ n: 1 }])
  })

  it('does not write a second time what may have been written', async () => {
    const connection = await withTable('twice')
    const dying = 'insert into twice select 1 where pg_terminate_backend(pg_backend_pid())'
    await expect(connection.execute(dying)).rejects.toMatchObject({ code: '08006' })
    expect((await connection.execute('select n from twice')).rows).toEqual([])
  })

  it('writes nothing of a transaction that lost its connection', async () => {
    const connection = await withTable('half')
    await connection.execute('begin')
    await connection.execute('insert into half values (1)')
    await kill(connection)
    await expect(connection.execute('insert into half values (2)')).rejects.toMatchObject({ code: '08006' })
    await expect(connection.execute('insert into half values (3)')).rejects.toThrow(/transaction was lost/)
    await connection.execute('rollback')
    expect((await connection.execute('select n from half')).rows).toEqual([])
    await connection.execute('insert into half values (4)')
    expect((await connection.execute('select n from half')).rows).toEqual([{ n: 4 }])
  })

  it('does not say that it committed what Postgres rolled back', async () => {
    const connection = await withTable('failing')
    await connection.execute('begin')
    await connection.execute('insert into failing values (1)')
    await expect(connection.execute('insert into failing values ($1)', ['no number'])).rejects.toThrow(/integer/)
    await expect(connection.execute('commit')).rejects.toThrow(/not written/)
    expect((await connection.execute('select n from failing')).rows).toEqual([])
  })

  it('lets one transaction at a time be under way, and a turn that does not come leaves none behind', async () => {
    const first = await withTable('turns')
    const second = connect()
    await first.execute('begin')
    await second.execute('set statement_timeout = 200')
    await expect(second.execute('begin')).rejects.toMatchObject({ code: '57014' })
    expect((await second.execute('select 2 as two')).rows).toEqual([{ two: 2 }])
    await first.execute('commit')
    await second.execute('begin')
    await second.execute('commit')
  })

  it('gives counts as numbers, bytes as they were, and U+0000 back', async () => {
    const connection = connect()
    const { rows } = await connection.execute(
      'select count(*) as count, sum(n::bigint) as sum, $1::bytea as bytes, $2::text as text from generate_series(1, 3) n',
      [Uint8Array.of(0, 255, 10), 'a\0b'],
    )
    expect(rows).toEqual([{ count: 3, sum: 6, bytes: Uint8Array.of(0, 255, 10), text: 'a\0b' }])
  })
})
